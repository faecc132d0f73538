create or replace function sales.lock_purchase_order(purchase_order_id uuid, expect text[])
  returns sales.purchase_orders
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_order sales.purchase_orders;
begin
  select * into v_order from sales.purchase_orders as o
  where o.tenant_id = tenancy.current_tenant_id() and o.id = lock_purchase_order.purchase_order_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No purchase order has this id.', 'purchase_order_id');
  elsif v_order.status <> all(expect) then
    perform kernel.fail('TRANS',
      format('The purchase order is %s; this needs one that is %s.', v_order.status,
        array_to_string(expect, ' or ')), 'purchase_order_id');
  end if;
  return v_order;
end $$;
comment on function sales.lock_purchase_order is
  'The purchase order, locked until the end of the transaction, in one of the expected states.';
