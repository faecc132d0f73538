create or replace function billing.invoices_unrendered_document(invoice billing.invoices)
  returns jsonb
  language sql stable security invoker set search_path to ''
as $$
  select billing.invoice_document(invoice.id)
  where not exists (
    select from billing.documents as d
    where d.tenant_id = invoice.tenant_id and d.invoice_id = invoice.id)
$$;
comment on function billing.invoices_unrendered_document is
  'What the printed invoice shows, while there is no file of it; else null.';
grant execute on function billing.invoices_unrendered_document to tenor_viewer;
