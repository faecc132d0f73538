create or replace function sales.amendments_reference(amendment sales.amendments)
  returns text
  language sql stable parallel safe
return (
  select c.contract_number || '-A' || amendment.amendment_number
  from sales.contracts as c
  where c.tenant_id = amendment.tenant_id and c.id = amendment.contract_id);
comment on function sales.amendments_reference is
  'How people call the amendment: number of the contract, -A and its own.';
grant execute on function sales.amendments_reference to tenor_viewer;
