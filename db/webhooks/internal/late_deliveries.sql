create or replace function webhooks.late_deliveries(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select d.id
  from webhooks.deliveries as d
  where d.tenant_id = (select tenancy.current_tenant_id())
    and (among is null or d.id in (select unnest(among)))
    and d.status = 'pending' and d.next_attempt_at < now() - interval '1 hour'
    and webhooks.is_first_in_line(d)
$$;
comment on function webhooks.late_deliveries is
  'Deliveries whose attempt is an hour late, in all or among some.';
