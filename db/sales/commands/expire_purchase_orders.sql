-- An order that is entered with less than 30 days left is announced at once.
create or replace function sales.expire_purchase_orders(purchase_order_ids uuid[])
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_today date := tenancy.today();
  v_expired int;
  v_events events.new_event[];
begin
  with moved as (
    update sales.purchase_orders as o
    set status = case when o.valid_until < v_today then 'expired' else o.status end,
      end_announced_at = case when o.status = 'approved'
        then coalesce(o.end_announced_at, v_now) end
    from sales.orders_near_their_end(purchase_order_ids) as near (id)
    where o.tenant_id = v_tenant_id and o.id = near.id and o.status in ('approved', 'pending')
    returning o.*, old.end_announced_at is null and o.end_announced_at is not null
      and o.status = 'approved' as is_news
  )
  select
    count(*) filter (where m.status = 'expired'),
    array_agg(('purchase_order.expiring', 'purchase_order', m.id, to_jsonb(m) - 'is_news', null)
      ::events.new_event order by m.valid_until, m.id) filter (where m.is_news)
  into v_expired, v_events
  from moved as m;

  perform events.publish_many(v_events);
  return jsonb_build_object('purchase_orders_expiring', coalesce(cardinality(v_events), 0),
    'purchase_orders_expired', v_expired);
end $$;
comment on function sales.expire_purchase_orders is
  'Announces approved purchase orders 30 days before their end; ends those whose last day is over.';
select tenancy.register_duty('purchase orders', 320, 'sales.expire_purchase_orders',
  'sales.orders_near_their_end', 'purchase_order');
