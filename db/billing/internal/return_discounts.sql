-- Asked again it gives nothing: what is given back is marked.
create or replace function billing.return_discounts(invoice_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_returned billing.discount_return[];
begin
  with returned as (
    update billing.item_discounts as d
    set returned_at = v_now
    from billing.invoice_items as item
    where item.tenant_id = v_tenant_id and item.invoice_id = any(invoice_ids)
      and d.tenant_id = item.tenant_id and d.invoice_item_id = item.id and d.returned_at is null
    returning d.contract_discount_id, d.redemption_id, d.amount
  )
  select array_agg((r.contract_discount_id, r.redemption_id, r.amount)::billing.discount_return)
  into v_returned from returned as r;
  perform billing.give_back_discounts(v_returned);
end $$;
comment on function billing.return_discounts is
  'Gives back what discounts took off invoices that count no more; they still show it.';
