-- From the next billing on: what is billed stays with those who bore it.
create or replace function sales.set_covered_accounts(
  contract_id uuid, covered_accounts sales.covered_account[]
)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{draft,active}');
  v_before sales.covered_account[] := sales.contracts_covered_accounts(v_contract);
begin
  perform sales.cover_accounts(v_contract, covered_accounts);
  perform events.publish('contract.amended', 'contract', v_contract.id,
    to_jsonb(v_contract) || jsonb_build_object('covered_accounts',
      sales.contracts_covered_accounts(v_contract)),
    to_jsonb(v_contract) || jsonb_build_object('covered_accounts', v_before));
  return v_contract;
end $$;
comment on function sales.set_covered_accounts is
  'Sets the accounts that a contract covers, with their seats or shares; none ends the sharing. '
  'Holds from the next billing on. Codes: not_found, invalid_input, illegal_transition (over).';
grant execute on function sales.set_covered_accounts to tenor_sales;
