-- The first file of what is issued is its original for ever: another one is not kept.
create or replace function billing.record_document(
  document_id uuid,
  kind text,
  content_hash text,
  file_key text,
  bytes int,
  file_hash text,
  is_original boolean,
  unprintable_characters text default null
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.documents (tenant_id, invoice_id, credit_note_id, amendment_id, kind,
    content_hash, file_key, bytes, file_hash, is_original, unprintable_characters)
  select tenancy.current_tenant_id(), i.id, n.id, a.id, record_document.kind,
    record_document.content_hash, record_document.file_key, record_document.bytes,
    record_document.file_hash, record_document.is_original,
    record_document.unprintable_characters
  from (select tenancy.current_tenant_id() as tenant_id, record_document.document_id as id) as of
  left join billing.invoices as i on i.tenant_id = of.tenant_id and i.id = of.id
  left join billing.credit_notes as n on n.tenant_id = of.tenant_id and n.id = of.id
  left join sales.amendments as a on a.tenant_id = of.tenant_id and a.id = of.id
  on conflict do nothing
$$;
comment on function billing.record_document is
  'Records a rendered file of an invoice, a credit note or an amendment; the same content once, '
  'and one original.';
grant execute on function billing.record_document to tenor_worker;
