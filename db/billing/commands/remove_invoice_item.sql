-- An item of a contract gives its days back: they can be billed again.
create or replace function billing.remove_invoice_item(invoice_id uuid, item_id uuid)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(invoice_id, expect => '{draft}');
begin
  with removed as (
    delete from billing.invoice_items as item
    where item.tenant_id = v_invoice.tenant_id and item.invoice_id = v_invoice.id
      and item.id = remove_invoice_item.item_id
    returning item.*
  ),
  freed as (
    delete from billing.billed_periods as b
    using removed as r
    where b.tenant_id = r.tenant_id and b.line_id = r.contract_line_id
      and b.invoice_id = r.invoice_id and b.period = r.service_period
  )
  update billing.invoices as i
  set subtotal = i.subtotal - r.amount, discount = i.discount - r.discount, tax = i.tax - r.tax
  from removed as r
  where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id
  returning i.* into v_invoice;
  if not found then
    perform kernel.fail('NOTFD', 'No item of this invoice has this id.', 'item_id');
  end if;
  return v_invoice;
end $$;
comment on function billing.remove_invoice_item is 'Takes an item off a draft; its sums follow.';
grant execute on function billing.remove_invoice_item to tenor_finance;
