create or replace function audit.seal_rows_of(evidence regclass)
  returns void
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  execute format('create or replace trigger _900_await_seal after insert on %s
    referencing new table as new_rows for each statement execute function audit.tg__await_seal()',
    evidence);
  insert into audit.evidence_tables (table_name)
  select n.nspname || '.' || c.relname
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where c.oid = evidence
  on conflict on constraint evidence_tables_pkey do nothing;
end $$;
comment on function audit.seal_rows_of is
  'Puts an append-only table with tenant_id and id under seal; repeatable.';
