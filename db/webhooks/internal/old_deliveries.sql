-- Ids rise with time, so the key itself finds the old ones.
create or replace function webhooks.old_deliveries(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select d.id
  from webhooks.deliveries as d
  where d.tenant_id = (select tenancy.current_tenant_id())
    and (among is null or d.id in (select unnest(among)))
    and d.id < (
      select uuidv7(make_interval(days => -t.deliveries_kept_days))
      from tenancy.tenants as t where t.id = tenancy.current_tenant_id())
    and d.status <> 'pending'
$$;
comment on function webhooks.old_deliveries is
  'Deliveries that ended and that the tenant keeps no longer, in all or among some.';
