create or replace function payments.settled_code(is_recovery boolean)
  returns text
  language sql immutable parallel safe security invoker
return case when is_recovery then 'bad_debt_recovery' else 'receivable' end;
comment on function payments.settled_code is
  'The ledger account of what an application settles: what is owed, or what was given up.';
