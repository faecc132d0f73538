-- Approved at once where nobody needs to approve it. The policy is that of this moment: the trigger
-- asks it as the order becomes pending, and only then it is known what comes next.
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
  set status = 'pending', submitted_at = v_now,
    submitted_by = nullif(current_setting('tenor.subject', true), ''),
    decided_at = null, decided_by = null, decision_reason = null
  where o.tenant_id = v_order.tenant_id and o.id = v_order.id
  returning * into v_order;
  if not v_order.approval_required then
    update sales.purchase_orders as o
    set status = 'approved', decided_at = v_now
    where o.tenant_id = v_order.tenant_id and o.id = v_order.id
    returning * into v_order;
  end if;
  perform events.publish('purchase_order.submitted', 'purchase_order', v_order.id,
    to_jsonb(v_order));
  if v_order.status = 'approved' then
    perform events.publish('purchase_order.approved', 'purchase_order', v_order.id,
      to_jsonb(v_order));
  end if;
  return v_order;
end $$;
comment on function sales.submit_purchase_order is
  'Asks for approval of a draft, or of a rejected order that was put right; where neither the '
  'tenant''s policy nor who entered it asks for approval, it is approved at once.';
grant execute on function sales.submit_purchase_order to tenor_sales, tenor_finance;
select controls.register_door('order_entry', 'sales.submit_purchase_order');
