-- The tenant's own log and events are written inside its own wall.
create or replace function tenancy.move_tenant(
  tenant_id uuid, status text, reason text, expect text[]
)
  returns tenancy.tenants
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_tenant tenancy.tenants;
begin
  if not tenancy.is_operator() then
    perform kernel.fail('FORBD', 'Only the platform operator opens and closes tenants.');
  end if;
  select t.* into v_tenant from tenancy.tenants as t
  where t.id = tenant_id for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No tenant has this id.', 'id');
  elsif v_tenant.status <> all (expect) then
    perform kernel.fail('TRANS', format('The tenant is %s.', v_tenant.status), 'id');
  elsif status <> 'active' and (coalesce(btrim(reason), '') = '' or length(reason) > 1000) then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  end if;

  perform set_config('tenor.tenant_id', tenant_id::text, true);
  update tenancy.tenants as t
  set status = move_tenant.status, status_reason = move_tenant.reason
  where t.id = tenant_id
  returning t.* into v_tenant;
  if status = 'closed' then
    -- The wall asks this table alone: with its row an analyst's access ends.
    delete from tenancy.analysts as a where a.tenant_id = move_tenant.tenant_id;
  end if;
  perform set_config('tenor.tenant_id', '', true);
  return v_tenant;
end $$;
comment on function tenancy.move_tenant is
  'Moves a tenant to another state, if it is in one of those expected.';
