create or replace function sales.reject_purchase_order(purchase_order_id uuid, reason text)
  returns sales.purchase_orders
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if nullif(btrim(reason), '') is null then
    perform kernel.fail('INPUT', 'A rejection needs a reason.', 'reason');
  end if;
  return sales.decide_purchase_order(purchase_order_id, 'rejected', reason);
end $$;
comment on function sales.reject_purchase_order is
  'Rejects a pending purchase order, with a reason; not by those who entered, edited or '
  'submitted it.';
grant execute on function sales.reject_purchase_order to tenor_approver;
select controls.register_door('order_decision', 'sales.reject_purchase_order');
