create or replace function ledger.register_subledger(name text, account_code text, routine text)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into ledger.subledgers as s (name, account_code, routine)
  values (
    register_subledger.name, register_subledger.account_code, register_subledger.routine)
  on conflict on constraint subledgers_pkey do update
  set account_code = excluded.account_code, routine = excluded.routine
$$;
comment on function ledger.register_subledger is
  'Enters a routine whose balances the books must agree with; repeatable.';
