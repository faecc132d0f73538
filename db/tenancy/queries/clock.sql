create or replace function tenancy.clock()
  returns tenancy.clock_reading
  language sql stable security definer set search_path to ''
as $$
  select tenancy.now(), tenancy.today(), t.time_zone, t.sandbox
  from tenancy.tenants as t
  where t.id = (select tenancy.current_tenant_id())
$$;
comment on function tenancy.clock is 'What time it is for this tenant.';
grant execute on function tenancy.clock to tenor_viewer, tenor_worker;
