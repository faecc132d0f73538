create or replace function sales.amendment_of_contract(contract_id uuid, amendment_id uuid)
  returns sales.amendments
  language sql stable security invoker set search_path to ''
as $$
  select a.*
  from sales.amendments as a
  where a.tenant_id = (select tenancy.current_tenant_id())
    and a.contract_id = amendment_of_contract.contract_id
    and a.id = amendment_of_contract.amendment_id
$$;
comment on function sales.amendment_of_contract is
  'An amendment of a contract; null if it is none of this contract''s.';
grant execute on function sales.amendment_of_contract to tenor_viewer;
