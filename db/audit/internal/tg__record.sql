-- Statement-level with transition tables: half the price of row triggers. Names of columns that
-- must not be kept (secrets) come as the trigger's arguments.
create or replace function audit.tg__record()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_actor text := nullif(current_setting('tenor.subject', true), '');
  v_role text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
  v_request_id text := nullif(current_setting('tenor.request_id', true), '');
  v_client_ip text := nullif(current_setting('tenor.client_ip', true), '');
  v_table text := tg_table_schema || '.' || tg_table_name;
  -- Null when the trigger has no arguments.
  v_redact text[] := coalesce(tg_argv, '{}');
begin
  if tg_op = 'INSERT' then
    with written as (
      insert into audit.entries (tenant_id, actor, actor_role, request_id, client_ip, table_name,
          operation, row_id, new_values)
        select n.tenant_id, v_actor, v_role, v_request_id, v_client_ip, v_table,
          'insert', n.id, audit.kept(to_jsonb(n), v_redact)
        from new_rows as n
      returning tenant_id
    )
    insert into audit.tallies (tenant_id, entry_count)
    select w.tenant_id, count(*) from written as w group by w.tenant_id;
  elsif tg_op = 'UPDATE' then
    with written as (
      insert into audit.entries (tenant_id, actor, actor_role, request_id, client_ip, table_name,
          operation, row_id, old_values, new_values)
        select n.tenant_id, v_actor, v_role, v_request_id, v_client_ip, v_table,
          'update', n.id, audit.kept(to_jsonb(o), v_redact), audit.kept(to_jsonb(n), v_redact)
        from new_rows as n
        join old_rows as o using (tenant_id, id)
        where o is distinct from n
      returning tenant_id
    )
    insert into audit.tallies (tenant_id, entry_count)
    select w.tenant_id, count(*) from written as w group by w.tenant_id;
  else
    with written as (
      insert into audit.entries (tenant_id, actor, actor_role, request_id, client_ip, table_name,
          operation, row_id, old_values)
        select o.tenant_id, v_actor, v_role, v_request_id, v_client_ip, v_table,
          'delete', o.id, audit.kept(to_jsonb(o), v_redact)
        from old_rows as o
      returning tenant_id
    )
    insert into audit.tallies (tenant_id, entry_count)
    select w.tenant_id, count(*) from written as w group by w.tenant_id;
  end if;
  return null;
end $$;
comment on function audit.tg__record is
  'Writes changed rows to the audit log, and counts what it wrote.';
