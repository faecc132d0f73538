create or replace function billing.invoice_items_corrects_invoice_number(item billing.invoice_items)
  returns text
  language sql stable parallel safe
begin atomic
  select i.invoice_number
  from billing.adjustments as a
  join billing.invoice_items as credited
    on credited.tenant_id = a.tenant_id and credited.id = a.credited_item_id
  join billing.invoices as i
    on i.tenant_id = credited.tenant_id and i.id = credited.invoice_id
  where a.tenant_id = (item).tenant_id and a.id = (item).adjustment_id;
end;
comment on function billing.invoice_items_corrects_invoice_number is
  'The number of the invoice of which it gives something back; null of what charges.';
grant execute on function billing.invoice_items_corrects_invoice_number to tenor_viewer;
