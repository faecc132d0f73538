-- Out of sight, not out of the records: the file and who took it away stay.
create or replace function sales.remove_contract_document(contract_id uuid, document_id uuid)
  returns sales.contract_documents
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_document sales.contract_documents;
begin
  update sales.contract_documents as d
  set removed_at = tenancy.now(), removed_by = current_setting('tenor.subject', true)
  where d.tenant_id = tenancy.current_tenant_id()
    and d.contract_id = remove_contract_document.contract_id
    and d.id = remove_contract_document.document_id and d.removed_at is null
  returning * into v_document;
  if not found then
    perform kernel.fail('NOTFD', 'The contract has no such document.', 'document_id');
  end if;
  perform events.publish('contract.document_removed', 'contract_document', v_document.id,
    to_jsonb(v_document) - 'file_key');
  return v_document;
end $$;
comment on function sales.remove_contract_document is
  'Takes a document of a contract away: nobody sees it any more, the file is kept. Codes: '
  'not_found.';
grant execute on function sales.remove_contract_document to tenor_finance;
