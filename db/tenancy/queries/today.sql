-- Documents follow the seller: what is due, issue dates, tax points and the books go by the
-- tenant's own day. An account in Kolkata is a day ahead of New York, which counts where it must
-- act by a day: an invoice is overdue when its due date is over where the account is.
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
  E'@behavior -*\nThe day by which the tenant''s documents go, on its clock; with a time '
  'zone, the day there.';
grant execute on function tenancy.today to tenor_tenant;
