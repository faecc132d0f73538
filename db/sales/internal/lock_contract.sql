-- Not a lock on its keys: an invoice that a run makes just now may refer to it meanwhile.
create or replace function sales.lock_contract(contract_id uuid, expect text[])
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts;
begin
  perform tenancy.hold_clock();
  select * into v_contract from sales.contracts as c
  where c.tenant_id = tenancy.current_tenant_id() and c.id = lock_contract.contract_id
  for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No contract has this id.', 'contract_id');
  elsif v_contract.status <> all(expect) then
    perform kernel.fail('TRANS', format('The contract is %s.', v_contract.status), 'contract_id');
  end if;
  return v_contract;
end $$;
comment on function sales.lock_contract is
  'The contract, locked until the end of the transaction, in one of the expected states.';
