-- The minimum of each commitment period, billed on the day after it; what was spent is not known
-- here. Where it changed within a period, or the period was cut short, it is what the days add up
-- to, rounded once.
create or replace function sales.minimum_charges(
  contract_ids uuid[], bill_from date default null, bill_until date default null
)
  returns setof sales.line_charge
  language sql stable security definer set search_path to ''
as $$
  with lines as (
    select l.*, c.currency, daterange(l.start_date, l.end_date + 1) as service,
      daterange(c.start_date, c.end_date + 1) as term
    from sales.contracts as c
    join sales.contract_lines as l on l.tenant_id = c.tenant_id and l.contract_id = c.id
    where c.tenant_id = (select tenancy.current_tenant_id()) and c.id = any(contract_ids)
      and l.pricing_model = 'minimum'
  ),
  periods as (
    select l.*, p.whole, p.whole * l.service as period
    from lines as l
    cross join lateral (
      select p.whole
      from kernel.periods(lower(l.term), kernel.months_of(l.price_interval),
        daterange(bill_from - 1, greatest(bill_from - 1, bill_until + 1)) * l.service) as p
      where l.price_interval <> 'term'
      union all
      select l.term where l.price_interval = 'term'
    ) as p
    where (bill_from is null or upper(p.whole * l.service) >= bill_from)
      and (bill_until is null or upper(p.whole * l.service) <= bill_until)
  ),
  priced as (
    select p.contract_id, p.id as line_id, p.period,
      (array_agg(t.id order by lower(t.valid) desc))[1] as terms_id,
      case when count(distinct t.unit_price) = 1 then min(t.unit_price)
        else trim_scale(kernel.round_quotient(sum(t.unit_price * t.days), sum(t.days), 8))
        end as unit_price,
      kernel.round_quotient(sum(t.unit_price * t.days), upper(p.whole) - lower(p.whole),
        kernel.minor_unit(p.currency)) as minimum
    from periods as p
    cross join lateral (
      select v.id, v.valid, v.unit_price::numeric,
        upper(v.valid * p.period) - lower(v.valid * p.period) as days
      from sales.contract_line_terms as v
      where v.tenant_id = (select tenancy.current_tenant_id()) and v.line_id = p.id
        and v.valid && p.period
    ) as t
    group by p.contract_id, p.id, p.period, p.whole, p.currency
  )
  select (
    p.contract_id, p.id, m.terms_id, p.account_id, p.product_id, p."position", p.description,
    p.pricing_model, p.price_interval, p.whole, p.period, p.period, upper(p.period), 1,
    m.unit_price, 1, m.unit_price, m.minimum,
    kernel.round_amount(0, p.currency)
  )::sales.line_charge
  from priced as m
  join periods as p on p.id = m.line_id and p.period = m.period
$$;
comment on function sales.minimum_charges is
  'What contracts ask for at least by commitment period, in whole or due on some days.';
