-- Says why a contract cannot be billed now; the set-based statement only leaves it out.
create or replace function billing.lock_billable(contract_id uuid)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(
    contract_id, expect => '{active,expired,cancelled}');
  v_held text;
begin
  select held.account_name into v_held
  from customers.accounts as a
  cross join lateral customers.payer_of(a) as paying
  cross join lateral (values (a.account_name, a.credit_hold),
    (paying.account_name, paying.credit_hold)) as held (account_name, credit_hold)
  where a.tenant_id = v_contract.tenant_id and a.id = v_contract.account_id and held.credit_hold
  limit 1;
  if found then
    perform kernel.fail('CRHLD', format('%s is on hold; release it first.', v_held),
      'contract_id');
  end if;
  return v_contract;
end $$;
comment on function billing.lock_billable is
  'The contract, locked, if it can be billed: no draft, and neither its account nor its payer on '
  'hold.';
