do $$
begin
  if to_regtype('billing.credit_standing') is null then
    create type billing.credit_standing as (
      account_id uuid,
      currency text,
      scope text,
      credit_limit kernel.amount,
      exposure kernel.amount,
      available kernel.amount,
      receivables kernel.amount,
      drafts kernel.amount,
      unapplied_cash kernel.amount,
      on_hold boolean,
      hold_reason text,
      unknown_currencies text[]
    );
  end if;
end $$;
comment on type billing.credit_standing is 'What an account may still be billed on credit.';
comment on column billing.credit_standing.account_id is 'The account.';
comment on column billing.credit_standing.currency is
  'Currency of the account; what is owed in others counts at the rate of the day.';
comment on column billing.credit_standing.scope is
  'Whose debts the limit counts: account or subtree.';
comment on column billing.credit_standing.credit_limit is 'Its own limit; null is none.';
comment on column billing.credit_standing.exposure is 'receivables + drafts - unapplied cash.';
comment on column billing.credit_standing.available is
  'What may be invoiced until the first limit is reached: its own, or one of an account above that '
  'counts its subtree, in the currency of the account. Null if nothing limits it, below zero if a '
  'limit is exceeded, at most zero where an exchange rate is missing.';
comment on column billing.credit_standing.receivables is 'Balances of issued invoices.';
comment on column billing.credit_standing.drafts is 'Totals of drafts.';
comment on column billing.credit_standing.unapplied_cash is
  'Money received that no invoice has got yet.';
comment on column billing.credit_standing.on_hold is 'Whether no new invoice is made for it.';
comment on column billing.credit_standing.hold_reason is 'Why it was last held.';
comment on column billing.credit_standing.unknown_currencies is
  'Currencies in which something is owed and that have no exchange rate of the last 7 days.';
