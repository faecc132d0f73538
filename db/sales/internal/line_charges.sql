-- A line's charge for a period, for all contracts at once:
--   round(rated price x intervals in the period x days in service / days of the whole period)
-- (price_of_days).
-- A period in which the terms change gives one charge for each version, as the day of a change
-- belongs to the new terms. A one-time price is charged once, for the line's days, on its first.
-- A minimum is charged in full here: what was spent of it is taken off where it is billed.
-- With from and until, only what is to be billed on those days is worked out.
create or replace function sales.line_charges(
  contract_ids uuid[], bill_from date default null, bill_until date default null
)
  returns setof sales.line_charge
  language sql stable security definer set search_path to ''
as $$
  -- The planner cannot know how many periods there are: everything else is joined before them.
  with versions as materialized (
    select
      c.id as contract_id, c.currency, c.billing_in_advance, c.billing_months as months,
      l.id as line_id, l.account_id, l.product_id, l."position", l.description, l.pricing_model,
      l.price_interval, kernel.months_of(l.price_interval) as price_months,
      daterange(l.start_date, l.end_date + 1) as service, t.id as terms_id, t.valid,
      t.discount_percent, t.unit_price, t.tiers, t.package_size, t.free_units,
      greatest(t.quantity, t.committed_quantity, t.minimum_quantity)::numeric as billed_quantity
    from sales.contracts as c
    join sales.contract_lines as l on l.tenant_id = c.tenant_id and l.contract_id = c.id
    join sales.contract_line_terms as t on t.tenant_id = l.tenant_id and t.line_id = l.id
    where c.tenant_id = (select tenancy.current_tenant_id()) and c.id = any(contract_ids)
      and l.pricing_model <> 'minimum'
  ),
  -- Lines begin and end within their contract, and share its periods.
  rhythms as materialized (
    select c.id as contract_id, p.n, p.whole
    from sales.contracts as c
    cross join lateral kernel.periods(
      c.billing_anchor, c.billing_months,
      -- A period billed in arrears ends the day before it is billed. Nothing is due where another
      -- has billed further meanwhile.
      daterange(bill_from - 1, greatest(bill_from - 1, bill_until + 1))
        * daterange(c.start_date, c.end_date + 1)) as p
    where c.tenant_id = (select tenancy.current_tenant_id()) and c.id = any(contract_ids)
  ),
  periods as (
    select v.*, r.n, r.whole, r.whole * v.service as period,
      case when v.billing_in_advance then lower(r.whole * v.service)
        else upper(r.whole * v.service) end as bill_on
    from versions as v
    join rhythms as r on r.contract_id = v.contract_id
    where v.price_interval <> 'one_time' and v.valid && (r.whole * v.service)
    union all
    select v.*, 0, v.service, v.service, lower(v.service)
    from versions as v
    where v.price_interval = 'one_time' and v.valid @> lower(v.service)
  ),
  segments as (
    select p.*, p.period * p.valid as segment,
      case when p.price_interval = 'one_time' then 1
        else p.months::numeric / p.price_months end as intervals
    from periods as p
    where (bill_from is null or p.bill_on >= bill_from)
      and (bill_until is null or p.bill_on <= bill_until)
  ),
  rated as (
    select s.*, price.rated
    from segments as s
    cross join lateral (
      select sum(step.amount) as rated
      from catalog.price_breakdown(s.pricing_model, s.unit_price, s.tiers, s.package_size,
        s.free_units, s.billed_quantity) as step
    ) as price
  ),
  charged as (
    select r.*,
      sales.price_of_days(r.rated, r.price_months, r.months, r.n,
        upper(r.segment) - lower(r.segment), upper(r.whole) - lower(r.whole), r.currency) as amount
    from rated as r
  )
  select (
    c.contract_id, c.line_id, c.terms_id, c.account_id, c.product_id, c."position", c.description,
    c.pricing_model, c.price_interval, c.whole, c.period,
    case when c.price_interval = 'one_time' then c.period else c.segment end,
    c.bill_on, c.billed_quantity,
    case
      when c.pricing_model in ('per_unit', 'flat', 'package') then c.unit_price
      when c.billed_quantity > 0
        then trim_scale(kernel.round_quotient(c.rated, c.billed_quantity, 8))
    end,
    trim_scale(c.intervals), c.rated, c.amount,
    kernel.percent_of(c.amount, coalesce(c.discount_percent, 0), c.currency)
  )::sales.line_charge
  from charged as c
  union all
  select m
  from sales.minimum_charges(contract_ids, bill_from, bill_until) as m
  -- Asked first, as few contracts have any.
  where exists (
    select from sales.contract_lines as l
    where l.tenant_id = (select tenancy.current_tenant_id()) and l.contract_id = any(contract_ids)
      and l.pricing_model = 'minimum')
$$;
comment on function sales.line_charges is
  'The charges of contracts by line, period and version of terms, in whole or on some days.';
