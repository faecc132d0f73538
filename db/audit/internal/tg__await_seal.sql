-- Hashing is left to the seal: who writes ten thousand rows only says which.
create or replace function audit.tg__await_seal()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  insert into audit.unsealed_rows (tenant_id, table_name, row_ids)
  select n.tenant_id, tg_table_schema || '.' || tg_table_name, array_agg(n.id)
  from new_rows as n
  group by n.tenant_id;
  return null;
end $$;
comment on function audit.tg__await_seal is 'Says which rows the next seal is to cover.';
