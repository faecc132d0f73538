create or replace function billing.record_credit_note_document(
  credit_note_id uuid,
  kind text,
  content_hash text,
  file_key text,
  bytes int,
  unprintable_characters text default null
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.documents (tenant_id, credit_note_id, kind, content_hash, file_key, bytes,
    unprintable_characters)
  select tenancy.current_tenant_id(), record_credit_note_document.credit_note_id,
    record_credit_note_document.kind, record_credit_note_document.content_hash,
    record_credit_note_document.file_key, record_credit_note_document.bytes,
    record_credit_note_document.unprintable_characters
  on conflict on constraint documents_credit_note_content_key do nothing
$$;
comment on function billing.record_credit_note_document is
  'Records a rendered file of a credit note; the same content once.';
grant execute on function billing.record_credit_note_document to tenor_worker;
