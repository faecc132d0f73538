do $$
begin
  if to_regtype('analytics.rollup_line') is null then
    create type analytics.rollup_line as (
      account_id uuid,
      parent_account_id uuid,
      account_name text,
      depth int,
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
comment on type analytics.rollup_line is 'One account of a roll-up, in one currency.';
comment on column analytics.rollup_line.account_id is 'The account.';
comment on column analytics.rollup_line.parent_account_id is 'The account above it.';
comment on column analytics.rollup_line.account_name is 'Its name.';
comment on column analytics.rollup_line.depth is 'Level in the hierarchy; a root has 1.';
comment on column analytics.rollup_line.currency is
  'ISO 4217; an account has a line for each currency it has to do with.';
comment on column analytics.rollup_line.receivables is 'Balance of issued invoices.';
comment on column analytics.rollup_line.overdue is 'The part of it whose due date has passed.';
comment on column analytics.rollup_line.invoiced is 'Totals of all invoices issued: net and tax.';
comment on column analytics.rollup_line.paid is 'Paid of them.';
comment on column analytics.rollup_line.contracts_active is 'Active contracts.';
comment on column analytics.rollup_line.contract_value is 'Their total value as signed.';
comment on column analytics.rollup_line.exposure is
  'Receivables and drafts, less payments that no invoice has got yet.';
