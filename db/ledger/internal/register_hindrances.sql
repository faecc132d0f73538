create or replace function ledger.register_hindrances(name text, routine text)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into ledger.hindrance_sources as s (name, routine)
  values (register_hindrances.name, register_hindrances.routine)
  on conflict on constraint hindrance_sources_pkey do update set routine = excluded.routine
$$;
comment on function ledger.register_hindrances is
  'Enters a routine that lists what keeps a month from being closed; repeatable.';
