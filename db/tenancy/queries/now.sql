-- The one clock of the domain. A sandbox stands still until it is moved.
create or replace function tenancy.now()
  returns timestamptz
  language sql stable parallel safe security definer set search_path to ''
as $$
  select coalesce(
    (select t.clock_at from tenancy.tenants as t where t.id = (select tenancy.current_tenant_id())),
    pg_catalog.now())
$$;
comment on function tenancy.now is E'@behavior -*\nThe tenant''s clock.';
grant execute on function tenancy.now to tenor_tenant;
