-- The contract's own number with R1, R2 and so on behind it; the first that is free.
create or replace function sales.renewal_number(contract sales.contracts)
  returns text
  language sql stable security definer set search_path to ''
as $$
  select base.number || '-R' || n
  from (
    select
      case when contract.predecessor_contract_id is null
        then left(contract.contract_number, 90)
        else regexp_replace(contract.contract_number, '-R[0-9]+$', '')
      end as number,
      case when contract.predecessor_contract_id is null then 1
        else coalesce(substring(contract.contract_number from '-R([0-9]{1,6})$')::int, 0) + 1
      end as first
  ) as base
  cross join generate_series(base.first, base.first + 1000) as n
  where not exists (
    select from sales.contracts as taken
    where taken.tenant_id = contract.tenant_id and taken.contract_number = base.number || '-R' || n)
  order by n
  limit 1
$$;
comment on function sales.renewal_number is 'The number of the contract that renews another.';
