create or replace function billing.register_cash_source(
  name text, routine text, lock_routine text, use_routine text, applied_routine text
)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into billing.cash_sources as c (name, routine, lock_routine, use_routine, applied_routine)
  values (
    register_cash_source.name, register_cash_source.routine, register_cash_source.lock_routine,
    register_cash_source.use_routine, register_cash_source.applied_routine)
  on conflict on constraint cash_sources_pkey do update
  set routine = excluded.routine, lock_routine = excluded.lock_routine,
    use_routine = excluded.use_routine, applied_routine = excluded.applied_routine
$$;
comment on function billing.register_cash_source is
  'Enters routines that say how much unapplied cash accounts have, lock what new invoices may use '
  'of it, use it, and say what invoices got; repeatable.';
