-- A draft says what is known now; what is issued says for ever what it said then.
create or replace function billing.invoice_document(invoice_id uuid)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select coalesce((billing.issued_content(i.id)).content,
    billing.compose_invoice(i, is_settled => i.finalized_at is null))
  from billing.invoices as i
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = invoice_document.invoice_id
$$;
comment on function billing.invoice_document is
  'What the printed invoice shows, as data; amounts are decimal strings, days YYYY-MM-DD. Words '
  'are those that people wrote: the others are chosen when it is rendered, in its locale. Of an '
  'issued invoice it never changes.';
grant execute on function billing.invoice_document to tenor_worker, tenor_viewer;
