-- The operator stands outside the tenants: what is kept of it stands under the nil id.
create or replace function tenancy.caller_id()
  returns uuid
  language sql stable security definer set search_path to ''
as $$
  select coalesce(tenancy.current_tenant_id(), '00000000-0000-0000-0000-000000000000')
$$;
comment on function tenancy.caller_id is 'The tenant that acts; nil for the operator.';
