-- The business day depends on where one stands: an account in Kolkata is a day ahead of New York.
create or replace function tenancy.today(time_zone text default null)
  returns date
  language sql stable parallel safe security definer set search_path to ''
as $$
  select (coalesce(t.clock_at, pg_catalog.now())
    at time zone coalesce(today.time_zone, t.time_zone))::date
  from tenancy.tenants as t
  where t.id = (select tenancy.current_tenant_id())
$$;
comment on function tenancy.today is
  E'@behavior -*\nThe business day in a time zone, by default the tenant''s own, on its clock.';
grant execute on function tenancy.today to tenor_tenant;
