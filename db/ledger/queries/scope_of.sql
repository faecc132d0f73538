create or replace function ledger.scope_of(code text)
  returns text
  language sql immutable parallel safe
return case
    when code in ('tax_payable', 'tax_suspense') then 'tax'
    when code in ('cash', 'receivable', 'customer_balance', 'refunds_payable', 'unapplied_cash',
      'customer_deposits', 'bad_debt', 'bad_debt_recovery', 'allowance') then 'receivables'
  end;
comment on function ledger.scope_of is
  E'@behavior -*\nThe scope whose closing keeps a ledger account, beside all: tax, receivables, or '
  'none.';
grant execute on function ledger.scope_of to tenor_viewer, tenor_analyst;
