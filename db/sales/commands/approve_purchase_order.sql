create or replace function sales.approve_purchase_order(
  purchase_order_id uuid, reason text default null
)
  returns sales.purchase_orders
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  return sales.decide_purchase_order(purchase_order_id, 'approved', reason);
end $$;
comment on function sales.approve_purchase_order is
  'Approves a pending purchase order; not by those who entered, edited or submitted it.';
grant execute on function sales.approve_purchase_order to tenor_approver;
select controls.register_door('order_decision', 'sales.approve_purchase_order');
