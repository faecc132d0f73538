-- For any number of contracts at once; those that are not shared give no row.
create or replace function sales.shares_of(contract_ids uuid[])
  returns setof sales.account_share
  language sql stable security definer set search_path to ''
as $$
  select (
    s.contract_id, s.account_id, s."position", s.basis, s.weight::numeric,
    coalesce(s.weight::numeric, greatest(0,
      greatest(seats.quantity, seats.committed_quantity, seats.minimum_quantity) - s.given), 0)
  )::sales.account_share
  from (
    select c.*, coalesce(sum(c.weight) over (partition by c.contract_id), 0) as given
    from sales.contract_shares as c
    where c.tenant_id = (select tenancy.current_tenant_id()) and c.contract_id = any(contract_ids)
  ) as s
  join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
  left join lateral sales.seat_terms(c) as seats on s.weight is null
  order by s.contract_id, s."position"
$$;
comment on function sales.shares_of is
  'Who bears what shared contracts charge, with which weight, in order.';
