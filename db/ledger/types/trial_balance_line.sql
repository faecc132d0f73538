do $$
begin
  if to_regtype('ledger.trial_balance_line') is null then
    create type ledger.trial_balance_line as (
      code text,
      currency text,
      name text,
      kind text,
      opening kernel.amount,
      debit kernel.amount,
      credit kernel.amount,
      balance kernel.amount
    );
  end if;
end $$;
comment on type ledger.trial_balance_line is 'A ledger account with its totals.';
comment on column ledger.trial_balance_line.code is 'Code of the ledger account.';
comment on column ledger.trial_balance_line.currency is 'ISO 4217.';
comment on column ledger.trial_balance_line.name is 'Name of the ledger account.';
comment on column ledger.trial_balance_line.kind is 'asset, liability, equity, revenue or expense.';
comment on column ledger.trial_balance_line.opening is
  'Balance before the first day asked for, positive on the account''s normal side.';
comment on column ledger.trial_balance_line.debit is 'Sum of all debits since then.';
comment on column ledger.trial_balance_line.credit is 'Sum of all credits since then.';
comment on column ledger.trial_balance_line.balance is 'Positive on the account''s normal side.';
