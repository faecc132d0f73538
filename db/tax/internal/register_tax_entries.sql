create or replace function tax.register_tax_entries(name text, routine text)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into tax.tax_entry_sources as s (name, routine)
  values (register_tax_entries.name, register_tax_entries.routine)
  on conflict on constraint tax_entry_sources_pkey do update set routine = excluded.routine
$$;
comment on function tax.register_tax_entries is
  'Enters a routine that says what was taxed on some days; repeatable.';
