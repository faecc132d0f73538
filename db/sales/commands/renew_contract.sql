create or replace function sales.renew_contract(
  contract_id uuid, uplift_percent numeric default null
)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{active}');
  v_renewed sales.contracts;
begin
  if uplift_percent not between 0 and 100 then
    perform kernel.fail('INPUT', 'An uplift lies between 0 and 100 percent.', 'uplift_percent');
  elsif v_contract.cancelled_on is not null then
    perform kernel.fail('TRANS', format('The contract is cancelled from %s on.',
      v_contract.cancelled_on), 'contract_id');
  elsif exists (
    select from sales.contracts as next
    where next.tenant_id = v_contract.tenant_id and next.predecessor_contract_id = v_contract.id
  ) then
    perform kernel.fail('TRANS', 'The contract is renewed already.', 'contract_id');
  elsif not sales.can_renew(v_contract) then
    perform kernel.fail('TRANS', 'No line of the contract goes on after its end.', 'contract_id');
  end if;
  select * into v_renewed from sales.renew(array[v_contract.id], uplift_percent);
  return v_renewed;
end $$;
comment on function sales.renew_contract is
  'Renews a contract before its end: the same terms for as long again, with an uplift on prices, '
  'by default the contract''s own. Codes: not_found, illegal_transition (not in force, cancelled, '
  'renewed, nothing goes on), invalid_input.';
grant execute on function sales.renew_contract to tenor_sales;
