-- The contract's own account has the seats that the others leave today.
create or replace function sales.contracts_covered_accounts(contract sales.contracts)
  returns sales.covered_account[]
  language sql stable security invoker set search_path to ''
as $$
  select coalesce(array_agg((
      s.account_id,
      case s.basis when 'seats' then coalesce(s.weight::numeric, greatest(0,
        greatest(seats.quantity, seats.committed_quantity, seats.minimum_quantity) - s.given)) end,
      case s.basis when 'share' then s.weight::numeric end
    )::sales.covered_account order by s."position"), '{}')
  from (
    select c.*, coalesce(sum(c.weight) over (), 0) as given
    from sales.contract_shares as c
    where c.tenant_id = contract.tenant_id and c.contract_id = contract.id
  ) as s
  left join lateral sales.seat_terms(contract) as seats on true
$$;
comment on function sales.contracts_covered_accounts is
  'The accounts that bear a shared contract, with their seats today or their shares.';
grant execute on function sales.contracts_covered_accounts to tenor_viewer;
