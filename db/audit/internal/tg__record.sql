-- Statement-level with transition tables: half the price of row triggers. Names of columns that
-- must not be kept (secrets) come as the trigger's arguments. Before and after are brought together
-- by grouping: a join would keep the plan that suited the few rows of the session's first
-- statement, and compare each row with all others when there are many.
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
        select c.tenant_id, v_actor, v_role, v_request_id, v_client_ip, v_table,
          'update', c.id, audit.kept(c.before, v_redact), audit.kept(c.after, v_redact)
        from (
          select r.tenant_id, r.id, any_value(r.image) filter (where not r.is_new) as before,
            any_value(r.image) filter (where r.is_new) as after
          from (
            select o.tenant_id, o.id, to_jsonb(o) as image, false as is_new from old_rows as o
            union all
            select n.tenant_id, n.id, to_jsonb(n), true from new_rows as n
          ) as r
          group by r.tenant_id, r.id
        ) as c
        where c.before <> c.after
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
