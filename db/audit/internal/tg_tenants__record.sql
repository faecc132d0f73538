-- The tenants table is keyed by the tenant itself.
create or replace function audit.tg_tenants__record()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  insert into audit.entries (tenant_id, actor, actor_role, request_id, client_ip, table_name,
    operation, row_id, old_values, new_values)
  values (
    new.id, nullif(current_setting('tenor.subject', true), ''),
    coalesce(nullif(current_setting('role', true), 'none'), session_user),
    nullif(current_setting('tenor.request_id', true), ''),
    nullif(current_setting('tenor.client_ip', true), ''),
    'tenancy.tenants', lower(tg_op), new.id,
    case when tg_op = 'UPDATE' then to_jsonb(old) end, to_jsonb(new));
  insert into audit.tallies (tenant_id, entry_count) values (new.id, 1);
  return null;
end $$;
comment on function audit.tg_tenants__record is 'Writes changed tenants to the audit log.';
