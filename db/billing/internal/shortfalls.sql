-- Spent is what the other lines of the contract cost for days that begin in the period, before
-- discount and tax: what is billed as it was, after amendments; what is not, as it will be. So it
-- does not matter in which order they are billed.
create or replace function billing.shortfalls(minimums sales.line_charge[])
  returns setof sales.line_charge
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select distinct on (m.line_id, m.line_period) m.*,
      sum(m.amount) over (partition by m.line_id, m.line_period) as minimum
    from unnest(minimums) as m
    order by m.line_id, m.line_period, lower(m.period) desc
  ),
  spent as (
    select a.line_id, a.line_period, b.amount::numeric as amount
    from asked as a
    join sales.contract_lines as l
      on l.tenant_id = (select tenancy.current_tenant_id()) and l.contract_id = a.contract_id
      and l.pricing_model <> 'minimum'
    join billing.billed_periods as b on b.tenant_id = l.tenant_id and b.line_id = l.id
    where a.line_period @> lower(b.period)
    union all
    select a.line_id, a.line_period, charge.amount
    from sales.line_charges(array(select distinct asked.contract_id from asked)) as charge
    join asked as a on a.contract_id = charge.contract_id and a.line_period @> lower(charge.period)
    where charge.pricing_model <> 'minimum'
      and not exists (
        select from billing.billed_periods as b
        where b.tenant_id = (select tenancy.current_tenant_id()) and b.line_id = charge.line_id
          and b.period && charge.period)
  )
  select (
    a.contract_id, a.line_id, a.terms_id, a.account_id, a.product_id, a."position", a.description,
    a.pricing_model, a.price_interval, a.whole_period, a.line_period, a.line_period, a.bill_on, 1,
    a.minimum - coalesce(used.amount, 0), 1, a.minimum, a.minimum - coalesce(used.amount, 0), 0
  )::sales.line_charge
  from asked as a
  left join (
    select s.line_id, s.line_period, sum(s.amount) as amount
    from spent as s
    group by s.line_id, s.line_period
  ) as used on used.line_id = a.line_id and used.line_period = a.line_period
  where a.minimum > coalesce(used.amount, 0)
$$;
comment on function billing.shortfalls is
  'What is missing of minimum charges, one for each commitment period that was not reached; rated '
  'is the minimum.';
