-- On the day after the due date where the account is. Days begin up to 14 hours ahead of UTC.
create or replace function billing.late_invoices(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select i.id
  from billing.invoices as i
  cross join (select tenancy.now() offset 0) as clock (now)
  where i.tenant_id = (select tenancy.current_tenant_id())
    and (among is null or i.id in (select unnest(among)))
    and i.status in ('open', 'partially_paid')
    and i.due_date < (select tenancy.today('Etc/GMT-14'))
    and i.due_date < (clock.now at time zone i.time_zone)::date
$$;
comment on function billing.late_invoices is
  'Unpaid invoices whose due date has passed, in all or among some.';
