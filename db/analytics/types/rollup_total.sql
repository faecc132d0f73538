do $$
begin
  if to_regtype('analytics.rollup_total') is null then
    create type analytics.rollup_total as (
      currency text,
      receivables kernel.amount,
      overdue kernel.amount,
      invoiced kernel.amount,
      paid kernel.amount,
      contracts_active int,
      contract_value kernel.amount,
      exposure kernel.amount
    );
  end if;
end $$;
comment on type analytics.rollup_total is 'All accounts of a roll-up, in one currency.';
comment on column analytics.rollup_total.currency is 'ISO 4217.';
comment on column analytics.rollup_total.receivables is 'Balance of issued invoices.';
comment on column analytics.rollup_total.overdue is 'The part of it whose due date has passed.';
comment on column analytics.rollup_total.invoiced is 'Totals of all invoices issued: net and tax.';
comment on column analytics.rollup_total.paid is 'Paid of them.';
comment on column analytics.rollup_total.contracts_active is 'Active contracts.';
comment on column analytics.rollup_total.contract_value is 'Their total value as signed.';
comment on column analytics.rollup_total.exposure is
  'Receivables and drafts, less payments that no invoice has got yet.';
