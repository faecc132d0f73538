create or replace function billing.record_document(
  invoice_id uuid,
  kind text,
  content_hash text,
  file_key text,
  bytes int,
  unprintable_characters text default null
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.documents (tenant_id, invoice_id, kind, content_hash, file_key, bytes,
    unprintable_characters)
  select tenancy.current_tenant_id(), record_document.invoice_id, record_document.kind,
    record_document.content_hash, record_document.file_key, record_document.bytes,
    record_document.unprintable_characters
  on conflict on constraint documents_content_key do nothing
$$;
comment on function billing.record_document is 'Records a rendered file; the same content once.';
grant execute on function billing.record_document to tenor_worker;
