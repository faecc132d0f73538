do $$
begin
  if to_regtype('billing.exposure') is null then
    create type billing.exposure as (
      account_id uuid,
      currency text,
      scope text,
      receivables kernel.amount,
      drafts kernel.amount,
      unapplied_cash kernel.amount,
      exposure kernel.amount,
      credit_limit kernel.amount,
      available kernel.amount,
      unknown_currencies text[]
    );
  end if;
end $$;
comment on type billing.exposure is
  'What an account, or its subtree, owes or is about to owe, beside its credit limit.';
comment on column billing.exposure.account_id is 'The account.';
comment on column billing.exposure.currency is
  'Currency of the account; what is in others counts at the rate of the day.';
comment on column billing.exposure.scope is 'account or subtree: whose debts are counted.';
comment on column billing.exposure.receivables is 'Balances of issued invoices.';
comment on column billing.exposure.drafts is 'Totals of drafts.';
comment on column billing.exposure.unapplied_cash is 'Money received that no invoice has got yet.';
comment on column billing.exposure.exposure is 'receivables + drafts - unapplied cash.';
comment on column billing.exposure.credit_limit is 'Most it may be; null is no limit.';
comment on column billing.exposure.available is
  'credit limit - exposure, and nothing where a rate is missing; null without a limit.';
comment on column billing.exposure.unknown_currencies is
  'Currencies that are in use and have no rate of the day: what is in them could not be counted.';
