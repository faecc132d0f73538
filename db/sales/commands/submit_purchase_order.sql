-- Approved at once where nobody needs to approve it.
create or replace function sales.submit_purchase_order(purchase_order_id uuid)
  returns sales.purchase_orders
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_order sales.purchase_orders := sales.lock_purchase_order(
    purchase_order_id, expect => '{draft,rejected}');
  v_now timestamptz := tenancy.now();
begin
  update sales.purchase_orders as o
  set status = case when o.approval_required then 'pending' else 'approved' end,
    submitted_at = v_now,
    submitted_by = nullif(current_setting('tenor.subject', true), ''),
    decided_at = case when not o.approval_required then v_now end,
    decided_by = null, decision_reason = null
  where o.tenant_id = v_order.tenant_id and o.id = v_order.id
  returning * into v_order;
  perform events.publish('purchase_order.submitted', 'purchase_order', v_order.id,
    to_jsonb(v_order));
  if v_order.status = 'approved' then
    perform events.publish('purchase_order.approved', 'purchase_order', v_order.id,
      to_jsonb(v_order));
  end if;
  return v_order;
end $$;
comment on function sales.submit_purchase_order is
  'Asks for approval of a draft, or of a rejected order that was put right; without '
  'approval_required it is approved at once.';
grant execute on function sales.submit_purchase_order to tenor_sales, tenor_finance;
