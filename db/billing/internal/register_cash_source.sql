create or replace function billing.register_cash_source(
  name text, routine text, lock_routine text, use_routine text
)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into billing.cash_sources as c (name, routine, lock_routine, use_routine)
  values (
    register_cash_source.name, register_cash_source.routine, register_cash_source.lock_routine,
    register_cash_source.use_routine)
  on conflict on constraint cash_sources_pkey do update
  set routine = excluded.routine, lock_routine = excluded.lock_routine,
    use_routine = excluded.use_routine
$$;
comment on function billing.register_cash_source is
  'Enters routines that say how much unapplied cash accounts have, lock what new invoices may use '
  'of it, and use it; repeatable.';
