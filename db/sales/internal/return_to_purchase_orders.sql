-- What a void or a credit gives back can be drawn again, as long as the order is valid.
create or replace function sales.return_to_purchase_orders(returns sales.purchase_order_return[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  perform from sales.purchase_orders as o
  where o.tenant_id = v_tenant_id and o.id = any (array(
    select r.purchase_order_id from unnest(returns) as r where r.amount > 0))
  order by o.id
  for update;

  update sales.purchase_orders as o
  set amount_invoiced = o.amount_invoiced - total.amount
  from (
    select r.purchase_order_id, sum(r.amount) as amount
    from unnest(returns) as r
    where r.amount > 0
    group by r.purchase_order_id
  ) as total
  where o.tenant_id = v_tenant_id and o.id = total.purchase_order_id;
end $$;
comment on function sales.return_to_purchase_orders is
  'Gives amounts back to the purchase orders from which they were drawn.';
