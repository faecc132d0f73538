-- A contract's own number with R1, R2 and so on behind it. What many contracts share, as long
-- numbers are cut, and what is taken already is passed over: they count on from the highest of
-- theirs, each with a number of its own. Where people took so many that none is found, the contract
-- lends its id.
create or replace function sales.renewal_numbers(contract_ids uuid[])
  returns table (contract_id uuid, number text)
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select c.id, c.tenant_id,
      left(case when c.predecessor_contract_id is null then c.contract_number
        else regexp_replace(c.contract_number, '-R[0-9]+$', '') end, 86) as base,
      case when c.predecessor_contract_id is null then 1
        else coalesce(substring(c.contract_number from '-R([0-9]{1,6})$')::int, 0) + 1
      end as first
    from sales.contracts as c
    where c.tenant_id = (select tenancy.current_tenant_id()) and c.id = any (contract_ids)
  ),
  named as materialized (
    select a.*, row_number() over (partition by a.base order by a.first, a.id) as place,
      max(a.first) over (partition by a.base) as from_n,
      count(*) over (partition by a.base) as many
    from asked as a
  ),
  tried as materialized (
    select b.base, n, b.base || '-R' || n as number
    from (select distinct d.base, d.from_n, d.many from named as d) as b
    cross join lateral generate_series(b.from_n, b.from_n + b.many + 19) as n
  ),
  free as (
    select t.base, t.number, row_number() over (partition by t.base order by t.n) as place
    from tried as t
    where t.number <> all (array(
      select c.contract_number
      from sales.contracts as c
      where c.tenant_id = (select tenancy.current_tenant_id())
        and c.contract_number = any (array(select t.number from tried as t))))
  )
  select d.id, coalesce(f.number, d.base || '-R' || right(d.id::text, 12))
  from named as d
  left join free as f on f.base = d.base and f.place = d.place
$$;
comment on function sales.renewal_numbers is
  'The numbers of the contracts that renew others, none of them twice.';
