-- The operator stands outside the tenants and keeps its answers under the nil id.
create or replace function events.caller_id()
  returns uuid
  language sql stable security definer set search_path to ''
as $$
  select case when tenancy.is_operator() then '00000000-0000-0000-0000-000000000000'
    else tenancy.current_tenant_id() end
$$;
comment on function events.caller_id is 'The tenant whose answers are kept; nil for the operator.';
