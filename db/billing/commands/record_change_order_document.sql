create or replace function billing.record_change_order_document(
  amendment_id uuid,
  kind text,
  content_hash text,
  file_key text,
  bytes int,
  unprintable_characters text default null
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.documents (tenant_id, amendment_id, kind, content_hash, file_key, bytes,
    unprintable_characters)
  select tenancy.current_tenant_id(), record_change_order_document.amendment_id,
    record_change_order_document.kind, record_change_order_document.content_hash,
    record_change_order_document.file_key, record_change_order_document.bytes,
    record_change_order_document.unprintable_characters
  on conflict on constraint documents_amendment_content_key do nothing
$$;
comment on function billing.record_change_order_document is
  'Records a rendered file of a change order; the same content once.';
grant execute on function billing.record_change_order_document to tenor_worker;
