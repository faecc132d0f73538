-- The orders are locked by judge_draws; the check of the table stands behind it.
create or replace function sales.apply_draws(judged sales.judged_draw[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_events events.new_event[];
begin
  with drawn as (
    update sales.purchase_orders as o
    set amount_invoiced = o.amount_invoiced + total.amount
    from (
      select j.purchase_order_id, sum(j.amount) as amount
      from unnest(judged) as j
      where j.code is null and j.amount > 0
      group by j.purchase_order_id
    ) as total
    where o.tenant_id = v_tenant_id and o.id = total.purchase_order_id
    returning o.*
  )
  select array_agg(
    ('purchase_order.exhausted', 'purchase_order', d.id, to_jsonb(d), null)::events.new_event
    order by d.id)
  into v_events
  from drawn as d
  where d.amount_remaining = 0;
  if v_events is not null then
    perform events.publish_many(v_events);
  end if;
end $$;
comment on function sales.apply_draws is 'Draws what was granted; says of which nothing is left.';
