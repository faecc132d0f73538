-- 90, 60 and 30 days before the end, where the account is, and as many as the contract's own
-- notice: each once. A contract that was entered later than that gets no alert for days already
-- past, and one that is renewed already gets none.
create or replace function sales.alerts_due(contract_ids uuid[])
  returns table (contract_id uuid, days int, renews_on date)
  language sql stable security definer set search_path to ''
as $$
  select c.id, d.days, c.end_date + 1
  from (select tenancy.now() offset 0) as clock (now)
  join sales.contracts as c on c.tenant_id = (select tenancy.current_tenant_id())
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  cross join lateral customers.settings_of(a) as settings
  cross join lateral (select (clock.now at time zone settings.time_zone)::date) as local (today)
  cross join lateral (
    select distinct days from unnest(array[90, 60, 30, c.renewal_notice_days]) as days
    where days > 0
  ) as d
  where (contract_ids is null or c.id in (select unnest(contract_ids)))
    and c.status = 'active'
    and c.cancelled_on is null
    -- By the index: the day begins up to 14 hours ahead of UTC.
    and c.end_date < (clock.now at time zone 'Etc/GMT-14')::date + 365
    and c.end_date >= local.today
    and c.end_date + 1 - d.days <= local.today
    and c.end_date + 1 - d.days >= (c.activated_at at time zone settings.time_zone)::date
    and not exists (
      select from sales.contracts as next
      where next.tenant_id = c.tenant_id and next.predecessor_contract_id = c.id)
    and not exists (
      select from sales.renewal_alerts as r
      where r.tenant_id = c.tenant_id and r.contract_id = c.id and r.days_before = d.days)
$$;
comment on function sales.alerts_due is
  'The renewal alerts that have not been given, of all contracts or of some.';
