-- What the file is, is said by the edge that received it, in a setting of its transaction, and by
-- nobody else: a row for bytes that were never looked at cannot be made.
create or replace function sales.add_contract_document(
  contract_id uuid,
  name text,
  kind text default null,
  amendment_id uuid default null
)
  returns sales.contract_documents
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_file jsonb := nullif(current_setting('tenor.file', true), '')::jsonb;
  v_name text;
  v_document sales.contract_documents;
begin
  if v_file is null then
    perform kernel.fail('INPUT', 'The file itself is sent to POST /api/contracts/:id/documents.');
  elsif not exists (
    select from sales.contracts as c where c.tenant_id = v_tenant_id and c.id = contract_id
  ) then
    perform kernel.fail('NOTFD', 'No contract has this id.', 'contract_id');
  end if;
  v_name := sales.file_name_of(name, v_file ->> 'media_type');
  if v_name is null or length(v_name) > 200 then
    perform kernel.fail('INPUT', 'A name has 1 to 200 characters.', 'name');
  end if;

  insert into sales.contract_documents as d (contract_id, amendment_id, kind, name, media_type,
    bytes, content_hash, file_key)
  values (contract_id, amendment_id,
    coalesce(kind, case when amendment_id is null then 'contract' else 'amendment' end), v_name,
    v_file ->> 'media_type', (v_file ->> 'bytes')::int, v_file ->> 'content_hash',
    v_file ->> 'file_key')
  returning * into v_document;
  perform events.publish('contract.document_added', 'contract_document', v_document.id,
    to_jsonb(v_document) - 'file_key');
  return v_document;
end $$;
comment on function sales.add_contract_document is
  'Keeps a file with a contract or one of its amendments. The bytes are sent by REST, POST '
  '/api/contracts/:id/documents; asked here it is refused. Codes: not_found, invalid_input.';
grant execute on function sales.add_contract_document to tenor_sales, tenor_finance;
