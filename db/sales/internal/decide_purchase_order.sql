-- Two people: whoever entered, edited or submitted an order does not decide on it. A call without a
-- subject cannot show that it is another one.
create or replace function sales.decide_purchase_order(
  purchase_order_id uuid, decision text, reason text
)
  returns sales.purchase_orders
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_order sales.purchase_orders := sales.lock_purchase_order(
    purchase_order_id, expect => '{pending}');
  v_actor text := nullif(current_setting('tenor.subject', true), '');
begin
  if v_actor is null or v_actor = any (v_order.authors) then
    perform kernel.fail('FORBD', 'A purchase order is decided by somebody else than those who '
      'entered, edited or submitted it.', 'purchase_order_id');
  elsif current_setting('role') <> 'tenor_admin' and exists (
    select from tenancy.tenants as t
    where t.id = v_order.tenant_id and t.purchase_order_approver = 'admin'
  ) then
    perform kernel.fail('FORBD', 'Purchase orders are decided by an admin.', 'purchase_order_id');
  end if;
  update sales.purchase_orders as o
  set status = decision, decided_at = tenancy.now(), decided_by = v_actor,
    decision_reason = nullif(btrim(reason), '')
  where o.tenant_id = v_order.tenant_id and o.id = v_order.id
  returning * into v_order;
  perform events.publish('purchase_order.' || decision, 'purchase_order', v_order.id,
    to_jsonb(v_order));
  perform controls.require('order_decision', 'account', array[v_order.account_id],
    array[v_order.id], v_order.po_amount, v_order.currency);
  return v_order;
end $$;
comment on function sales.decide_purchase_order is 'Approves or rejects a pending purchase order.';
