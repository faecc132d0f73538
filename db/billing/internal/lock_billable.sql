-- Says why a contract cannot be billed now; the set-based statement only leaves it out.
create or replace function billing.lock_billable(contract_id uuid)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(
    contract_id, expect => '{active,expired,cancelled}');
  v_account customers.accounts := customers.find_account(v_contract.account_id);
begin
  if v_account.credit_hold then
    perform kernel.fail('CRHLD',
      format('%s is on hold; release it first.', v_account.account_name), 'contract_id');
  end if;
  return v_contract;
end $$;
comment on function billing.lock_billable is
  'The contract, locked, if it can be billed: no draft, and its account not on hold.';
