-- Sandboxes are left out: their days come when their clock is moved.
create or replace function tenancy.due_tenants()
  returns setof tenancy.due_tenant
  language sql stable security definer set search_path to ''
as $$
  select t.id, (pg_catalog.now() at time zone t.time_zone)::date
  from tenancy.tenants as t
  where t.status = 'active' and not t.sandbox
$$;
comment on function tenancy.due_tenants is
  'Live tenants with their business day, for the scheduler.';
grant execute on function tenancy.due_tenants to tenor_worker;
