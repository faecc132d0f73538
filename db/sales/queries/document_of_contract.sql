create or replace function sales.document_of_contract(contract_id uuid, document_id uuid)
  returns sales.contract_documents
  language sql stable security invoker set search_path to ''
as $$
  select d.*
  from sales.contract_documents as d
  where d.tenant_id = (select tenancy.current_tenant_id())
    and d.contract_id = document_of_contract.contract_id
    and d.id = document_of_contract.document_id
$$;
comment on function sales.document_of_contract is
  'A document of a contract; null if it is none of this contract''s.';
grant execute on function sales.document_of_contract to tenor_viewer;
