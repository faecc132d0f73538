create or replace function billing.issued_content(document_id uuid)
  returns billing.issued_documents
  language sql stable security definer set search_path to ''
as $$
  select d
  from billing.issued_documents as d
  where d.tenant_id = (select tenancy.current_tenant_id())
    and d.document_id = issued_content.document_id
$$;
comment on function billing.issued_content is
  'What an issued paper says, once it is written down.';
