create or replace function billing.register_cash_source(name text, routine text)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into billing.cash_sources as c (name, routine)
  values (register_cash_source.name, register_cash_source.routine)
  on conflict on constraint cash_sources_pkey do update set routine = excluded.routine
$$;
comment on function billing.register_cash_source is
  'Enters a routine that says how much unapplied cash accounts have; repeatable.';
