create or replace function sales.orders_near_their_end(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select o.id
  from sales.purchase_orders as o
  cross join (select tenancy.today() offset 0) as clock (today)
  where o.tenant_id = (select tenancy.current_tenant_id())
    and (among is null or o.id in (select unnest(among)))
    and o.status in ('approved', 'pending')
    and (o.valid_until < clock.today
      or o.status = 'approved' and o.end_announced_at is null
        and o.valid_until <= clock.today + 30)
$$;
comment on function sales.orders_near_their_end is
  'Purchase orders to be announced, 30 days before their end, or to be ended; in all or among '
  'some.';
