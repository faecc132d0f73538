-- Without seats and shares all bear alike. By seats, the contract's own account stands first unless
-- it is named elsewhere, and holds what the others leave.
create or replace function sales.cover_accounts(
  contract sales.contracts, covered sales.covered_account[]
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_fault record;
  v_by_seats boolean := exists (select from unnest(covered) as c where c.seats is not null);
begin
  if cardinality(covered) > 500 then
    perform kernel.fail('INPUT', 'A contract covers at most 500 accounts.', 'covered_accounts');
  end if;
  select * into v_fault from sales.find_share_fault(contract, covered);
  if found then
    perform kernel.fail(v_fault.code, v_fault.message, v_fault.pointer);
  end if;

  delete from sales.contract_shares as s
  where s.tenant_id = contract.tenant_id and s.contract_id = contract.id;
  insert into sales.contract_shares (tenant_id, contract_id, account_id, basis, weight, "position")
  select contract.tenant_id, contract.id, asked.account_id,
    case when v_by_seats then 'seats' else 'share' end,
    case when not v_by_seats then coalesce(asked.share, 1)
      when asked.account_id <> contract.account_id then asked.seats end,
    row_number() over (order by asked.place)
  from (
    select c.account_id, c.seats, c.share, c.place
    from unnest(covered) with ordinality as c (account_id, seats, share, place)
    union all
    select contract.account_id, null, null, 0
    where v_by_seats
      and contract.account_id not in (select c.account_id from unnest(covered) as c)
  ) as asked;
end $$;
comment on function sales.cover_accounts is
  'Sets who bears what a contract charges; nobody but its own account if the list is empty.';
