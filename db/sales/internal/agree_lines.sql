-- Completes lines from the contract, the product and its price on the line's first day, and finds
-- what is wrong with them. A price given on the line overrides the catalog's. A minimum is no price
-- of anything: what it asks for has rules of its own.
create or replace function sales.agree_lines(
  contract sales.contracts, lines sales.contract_line_input[]
)
  returns setof sales.agreed_line
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select
      l.product_id, l.account_id, l.description, l.pricing_model, l.quantity, l.committed_quantity,
      coalesce(l.unit_price, parts.price) as unit_price, l.tiers, l.package_size, l.free_units,
      l.price_interval, l.discount_percent, l.ramp, l.milestones, l.place::int as place,
      coalesce(l.start_date, contract.start_date) as from_day,
      coalesce(l.end_date, contract.end_date) as to_day,
      l.unit_price is not null or l.tiers is not null as is_own_price,
      parts.price is not null as is_sum_of_parts
    from unnest(lines) with ordinality as l (product_id, account_id, description, pricing_model,
      quantity, committed_quantity, unit_price, tiers, package_size, free_units, price_interval,
      start_date, end_date, discount_percent, ramp, milestones, place)
    left join lateral (
      select sum(m.amount) as price
      from unnest(l.milestones) as m
      where l.product_id is null and l.unit_price is null and l.tiers is null
    ) as parts on true
  ),
  completed as (
    select
      a.place, a.account_id, a.product_id, a.from_day, a.to_day, a.ramp, a.milestones,
      coalesce(a.description, p.name) as description,
      coalesce(catalog.model_of(a.pricing_model),
        case when a.is_sum_of_parts then 'flat'
          when a.is_own_price then case when a.tiers is null then 'per_unit' else 'volume' end
          else price.pricing_model end) as pricing_model,
      coalesce(a.price_interval,
        case when a.milestones is not null and (a.is_own_price or a.is_sum_of_parts) then 'one_time'
          when a.pricing_model = 'minimum'
            then sales.usual_commitment_interval(contract.start_date, contract.end_date)
          when a.is_own_price then 'month'
          else price.price_interval end) as price_interval,
      coalesce(a.quantity, a.committed_quantity, 1) as quantity,
      a.committed_quantity, p.min_seats, p.max_seats, p.seat_increment,
      case when own.is_own then a.unit_price else price.unit_price end as unit_price,
      case when own.is_own then a.tiers else price.tiers end as tiers,
      case when own.is_own then a.package_size else price.package_size end as package_size,
      case when own.is_own then a.free_units else price.free_units end as free_units,
      a.discount_percent, p.id as found_product_id, account.id as found_account_id
    from asked as a
    cross join lateral (select a.is_own_price or a.is_sum_of_parts) as own (is_own)
    left join catalog.products as p
      on p.tenant_id = contract.tenant_id and p.id = a.product_id and p.active
    left join catalog.prices as price
      on price.tenant_id = contract.tenant_id and price.product_id = a.product_id
      and price.currency = contract.currency and price.valid @> a.from_day
    left join customers.accounts as account
      on account.tenant_id = contract.tenant_id and account.deleted_at is null
      and account.id = coalesce(a.account_id, contract.account_id)
  ),
  priced as (
    select c.*, c.pricing_model is not distinct from 'minimum' as is_minimum,
      greatest(c.quantity, c.committed_quantity, c.min_seats) as billed_quantity,
      catalog.rate(c.pricing_model, c.unit_price, c.tiers, c.package_size, c.free_units,
        greatest(c.quantity, c.committed_quantity, c.min_seats)) as price
    from completed as c
  )
  select (
    c.place, uuidv7(), c.found_account_id, c.product_id, c.description, c.pricing_model,
    c.price_interval, c.from_day, c.to_day, c.quantity, c.committed_quantity, c.min_seats,
    c.unit_price, c.tiers, c.package_size, c.free_units, c.discount_percent, c.ramp, c.milestones,
    problem.code, problem.message, problem.field
  )::sales.agreed_line
  from priced as c
  left join lateral (
    select code, message, field
    from (values
      (c.found_account_id is null, 'NOTFD', 'No account has this id.', 'account_id'),
      (c.product_id is not null and c.found_product_id is null,
        'NOTFD', 'No active product has this id.', 'product_id'),
      (c.pricing_model is null and c.product_id is not null, 'NOPRC',
        format('No price in %s is valid for this product on %s.', contract.currency, c.from_day),
        'product_id'),
      (c.pricing_model is null, 'INPUT', 'Name a product or give a price.', 'unit_price'),
      (c.description is null, 'INPUT', 'Describe the line or name a product.', 'description'),
      (c.from_day < contract.start_date or c.from_day > contract.end_date,
        'INPUT', 'The line starts outside the contract''s term.', 'start_date'),
      (c.to_day < c.from_day or c.to_day > contract.end_date,
        'INPUT', 'The line ends before it starts or after the contract.', 'end_date'),
      (c.quantity < 0, 'INPUT', 'A quantity is not negative.', 'quantity'),
      (c.committed_quantity < 0, 'INPUT', 'A quantity is not negative.', 'committed_quantity'),
      (c.discount_percent not between 0 and 100,
        'INPUT', 'A discount lies between 0 and 100 percent.', 'discount_percent'),
      (greatest(c.quantity, c.committed_quantity) > c.max_seats, 'SEATS',
        format('At most %s seats can be had.', c.max_seats), 'quantity'),
      (c.seat_increment > 1 and mod(c.quantity, c.seat_increment) <> 0, 'SEATS',
        format('Seats come in steps of %s.', c.seat_increment), 'quantity'),
      (not c.is_minimum and not catalog.is_complete_price(
          c.pricing_model, c.unit_price, c.tiers, c.package_size, c.free_units),
        'INPUT', format('A %s price lacks a part, or its tiers are out of order.', c.pricing_model),
        case when c.pricing_model in ('volume', 'graduated', 'stairstep') then 'tiers'
          else 'unit_price' end),
      (not c.is_minimum and c.price is null,
        'QATAB', 'The quantity lies above the last price tier.', 'quantity'),
      (c.price_interval = 'term' and not c.is_minimum,
        'INPUT', 'Only a minimum is for the term.', 'price_interval')
    ) as rule (is_broken, code, message, field)
    where is_broken
    union all
    select fault.code, fault.message, fault.field
    from sales.ramp_fault(c.ramp, c.pricing_model, c.price_interval, daterange(c.from_day,
      c.to_day + 1), c.max_seats, c.seat_increment, c.tiers, c.package_size, c.free_units) as fault
    where c.ramp is not null
    union all
    select 'INPUT', fault.message, fault.field
    from sales.minimum_fault(contract, lines, c.place) as fault
    where c.is_minimum
    union all
    select 'INPUT', fault.message, fault.field
    from (
      select 'Milestones stand in place of a ramp and of a price by the month.',
        case when c.ramp is null then 'price_interval' else 'ramp' end
      where c.ramp is not null or c.is_minimum or c.price_interval <> 'one_time'
      union all
      select 'A line has 1 to 100 milestones.', 'milestones'
      where cardinality(c.milestones) not between 1 and 100
      union all
      select m.message, m.field
      from sales.milestone_fault(c.milestones, c.description, c.price,
        daterange(c.from_day, c.to_day + 1), contract.currency) as m
    ) as fault (message, field)
    where c.milestones is not null
    limit 1
  ) as problem on true
  order by c.place
$$;
comment on function sales.agree_lines is
  'Lines completed from contract, product and price, each with the first thing wrong with it.';
