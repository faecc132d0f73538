-- What discounts the charges asked for when they were billed, they ask for again; what took the
-- place of a charge keeps what that had.
create or replace function billing.release_adjustments(invoice_id uuid)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_returned billing.discount_return[];
begin
  update billing.billed_periods as b
  set discount = a.discount, granted = a.granted, extent = a.extent
  from billing.adjustments as a
  where a.tenant_id = v_tenant_id and a.invoice_id = release_adjustments.invoice_id
    and a.kind = 'charge' and b.tenant_id = a.tenant_id and b.adjustment_id = a.id
    and not b.is_undone;
  with returned as (
    update billing.item_discounts as d
    set returned_at = tenancy.now()
    from billing.invoice_items as item
    join billing.adjustments as a
      on a.tenant_id = item.tenant_id and a.id = item.adjustment_id
        and a.invoice_id = item.invoice_id
    where item.tenant_id = v_tenant_id and item.invoice_id = release_adjustments.invoice_id
      and d.tenant_id = item.tenant_id and d.invoice_item_id = item.id and d.returned_at is null
    returning d.contract_discount_id, d.redemption_id, d.amount
  )
  select array_agg((r.contract_discount_id, r.redemption_id, r.amount)::billing.discount_return)
  into v_returned from returned as r;
  update billing.adjustments as a
  set invoice_id = null
  where a.tenant_id = v_tenant_id and a.invoice_id = release_adjustments.invoice_id;
  perform billing.give_back_discounts(v_returned);
end $$;
comment on function billing.release_adjustments is
  'The adjustments of an invoice wait for the next one again.';
