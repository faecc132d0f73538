create or replace function billing.invoice_items_corrects_invoice_id(item billing.invoice_items)
  returns uuid
  language sql stable parallel safe
begin atomic
  select credited.invoice_id
  from billing.adjustments as a
  join billing.invoice_items as credited
    on credited.tenant_id = a.tenant_id and credited.id = a.credited_item_id
  where a.tenant_id = (item).tenant_id and a.id = (item).adjustment_id;
end;
comment on function billing.invoice_items_corrects_invoice_id is
  'The invoice of which it gives something back; null of what charges.';
grant execute on function billing.invoice_items_corrects_invoice_id to tenor_viewer;
