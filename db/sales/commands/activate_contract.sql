-- Signed by both sides: from now on it is billed.
create or replace function sales.activate_contract(contract_id uuid)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{draft}');
begin
  update sales.contracts as c
  set status = 'active', activated_at = tenancy.now()
  where c.tenant_id = v_contract.tenant_id and c.id = v_contract.id
  returning * into v_contract;
  perform sales.record_movements(array[v_contract.id], 'activation');
  perform events.publish('contract.activated', 'contract', v_contract.id, to_jsonb(v_contract));
  return v_contract;
end $$;
comment on function sales.activate_contract is 'Puts a draft contract into force.';
grant execute on function sales.activate_contract to tenor_sales;
