create or replace function billing.explain_item(invoice_id uuid, item_id uuid)
  returns billing.item_explanation
  language sql stable security invoker set search_path to ''
as $$
  select billing.invoice_items_explanation(item)
  from billing.invoice_items as item
  where item.tenant_id = (select tenancy.current_tenant_id())
    and item.invoice_id = explain_item.invoice_id and item.id = explain_item.item_id
$$;
comment on function billing.explain_item is
  'How the figures of an item of an invoice come about; null if the invoice has no such item.';
grant execute on function billing.explain_item to tenor_viewer;
