-- An item of a contract gives its days back: they are undone until a person bills them. What an
-- amendment changes waits for the next invoice. What discounts took off the other items was split
-- over this one too, so that it is kept to explain them; tax is reckoned anew.
create or replace function billing.remove_invoice_item(invoice_id uuid, item_id uuid)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_billed_invoice(invoice_id, expect => '{draft}');
  v_ids uuid[] := array(
    select item.id
    from billing.invoice_items as item
    where item.tenant_id = v_invoice.tenant_id and item.invoice_id = v_invoice.id
      and item.id = remove_invoice_item.item_id);
begin
  if v_ids = '{}' then
    perform kernel.fail('NOTFD', 'No item of this invoice has this id.', 'item_id');
  elsif billing.is_given_back(v_invoice.id) then
    perform kernel.fail('TRANS',
      'An amendment gave days of the invoice back; issue it and credit the item.', 'invoice_id');
  end if;
  perform billing.keep_removed_items(v_ids);
  with removed as (
    delete from billing.invoice_items as item
    where item.tenant_id = v_invoice.tenant_id and item.id = any (v_ids)
    returning item.*
  ),
  freed as (
    update billing.billed_periods as b
    set is_undone = true
    from removed as r
    where b.tenant_id = r.tenant_id and b.line_id = r.contract_line_id
      and b.part = r.part and b.invoice_id = r.invoice_id and b.period = r.service_period
  ),
  undiscounted as (
    update billing.billed_periods as b
    set discount = a.discount, granted = a.granted, extent = a.extent
    from removed as r
    join billing.adjustments as a
      on a.tenant_id = r.tenant_id and a.id = r.adjustment_id and a.kind = 'charge'
    where b.tenant_id = a.tenant_id and b.adjustment_id = a.id
  ),
  waiting as (
    update billing.adjustments as a
    set invoice_id = null
    from removed as r
    where a.tenant_id = r.tenant_id and a.id = r.adjustment_id
  )
  update billing.invoices as i
  set subtotal = i.subtotal - r.amount, discount = i.discount - r.discount, tax = i.tax - r.tax
  from (
    select sum(r.amount) as amount, sum(r.discount) as discount, sum(r.tax) as tax
    from removed as r
  ) as r
  where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id;
  perform billing.retax(array[v_invoice.id]);
  select * into v_invoice from billing.invoices as i
  where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id;
  return v_invoice;
end $$;
comment on function billing.remove_invoice_item is
  'Takes an item off a draft; its sums and its tax follow.';
grant execute on function billing.remove_invoice_item to tenor_finance;
