create or replace function billing.invoices_unprintable_characters(invoice billing.invoices)
  returns text
  language sql stable security invoker set search_path to ''
as $$
  select d.unprintable_characters
  from billing.documents as d
  where d.tenant_id = invoice.tenant_id and d.invoice_id = invoice.id
  order by d.id desc
  limit 1
$$;
comment on function billing.invoices_unprintable_characters is
  'Characters that its last file could not print, a replacement sign in their place; null when it '
  'printed all.';
grant execute on function billing.invoices_unprintable_characters to tenor_viewer;
