-- The first thing wrong with the changes of an amendment, by the terms that hold on its day. Lines
-- to be added are checked where they are added.
create or replace function sales.find_change_fault(
  contract sales.contracts, effective_date date, changes sales.contract_change_input[]
)
  returns table (code text, message text, pointer text)
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select
      c.place::int as place, c.line_id, c."add" as added,
      not (c."add" is null) as is_addition, coalesce(c."end", false) as is_end,
      c.quantity, c.committed_quantity, c.unit_price,
      l.id as found_line_id, l.pricing_model, l.price_interval, l.start_date, l.end_date,
      t.id as terms_id,
      (coalesce(c.quantity, t.quantity), coalesce(c.committed_quantity, t.committed_quantity),
        coalesce(c.unit_price, t.unit_price))
        is not distinct from (t.quantity::numeric, t.committed_quantity::numeric,
          t.unit_price::numeric) as is_same,
      p.max_seats, p.seat_increment, l.pricing_model = 'minimum' as is_minimum,
      case when l.id = shared.line_id then shared.seats end as covered_seats,
      -- Only a minimum has a period of commitment.
      case when l.pricing_model = 'minimum' and not coalesce(c."end", false) then upper(
        daterange(l.start_date, l.end_date + 1) * sales.commitment_period(
          contract, l.price_interval, find_change_fault.effective_date)) end as commitment_ends_on,
      coalesce(c.quantity, t.quantity) as new_quantity,
      greatest(coalesce(c.quantity, t.quantity),
        coalesce(c.committed_quantity, t.committed_quantity), t.minimum_quantity) as new_billed,
      coalesce(c.unit_price, t.unit_price) as new_price, t.tiers, t.package_size, t.free_units,
      count(*) over (partition by c.line_id) > 1 as is_repeated
    from unnest(changes) with ordinality as c (line_id, quantity, committed_quantity, unit_price,
      "end", "add", place)
    left join sales.contract_lines as l
      on l.tenant_id = contract.tenant_id and l.contract_id = contract.id and l.id = c.line_id
    left join sales.contract_line_terms as t
      on t.tenant_id = contract.tenant_id and t.line_id = l.id
      and t.valid @> find_change_fault.effective_date
    left join catalog.products as p
      on p.tenant_id = contract.tenant_id and p.id = l.product_id
    cross join (
      select sales.seat_line_id(contract) as line_id, sum(s.weight)::numeric as seats
      from sales.contract_shares as s
      where s.tenant_id = contract.tenant_id and s.contract_id = contract.id and s.basis = 'seats'
    ) as shared
  )
  select rule.code, rule.message, coalesce(rule.pointer,
    format('changes/%s%s', a.place - 1, '/' || nullif(rule.field, '')))
  from asked as a
  cross join lateral (values
    (a.is_addition = (a.line_id is not null), 'INPUT', 'Name a line, or give one to add.',
      'line_id', null),
    (a.is_addition
        and (a.is_end or num_nonnulls(a.quantity, a.committed_quantity, a.unit_price) > 0),
      'INPUT', 'What is added has its terms in add.', 'add', null),
    (a.is_addition and (a.added).start_date < effective_date,
      'INPUT', 'The line starts before the amendment.', 'add/start_date', null),
    (not a.is_addition and a.found_line_id is null,
      'NOTFD', 'No line of this contract has this id.', 'line_id', null),
    (not a.is_addition and a.is_repeated, 'INPUT', 'Say all changes of a line at once.', 'line_id',
      null),
    (a.price_interval = 'one_time' and not (a.is_end and a.start_date >= effective_date),
      'INPUT', 'What is charged once does not change.', 'line_id', null),
    (effective_date > a.end_date or (effective_date < a.start_date and not a.is_end),
      'INPUT', format('The line runs from %s to %s.', a.start_date, a.end_date), null,
      'effective_date'),
    (a.is_end and num_nonnulls(a.quantity, a.committed_quantity, a.unit_price) > 0,
      'INPUT', 'A line that ends changes no more.', 'end', null),
    (not a.is_addition and not a.is_end
        and num_nonnulls(a.quantity, a.committed_quantity, a.unit_price) = 0,
      'INPUT', 'Say what changes.', '', null),
    (not a.is_addition and not a.is_end and a.terms_id is null,
      'INPUT', 'The line has ended.', 'line_id', null),
    (not a.is_addition and not a.is_end and a.is_same,
      'INPUT', 'The line has these terms already.', '', null),
    (a.is_minimum and num_nonnulls(a.quantity, a.committed_quantity) > 0, 'INPUT',
      'A minimum changes its unit price alone.',
      case when a.quantity is null then 'committed_quantity' else 'quantity' end, null),
    (a.is_minimum and a.unit_price <= 0, 'INPUT', 'A minimum is more than nothing.', 'unit_price',
      null),
    (a.commitment_ends_on <= tenancy.today(), 'INPUT', 'The commitment period is over.', null,
      'effective_date'),
    (a.quantity < 0, 'INPUT', 'A quantity is not negative.', 'quantity', null),
    (a.committed_quantity < 0, 'INPUT', 'A quantity is not negative.', 'committed_quantity', null),
    (a.unit_price < 0, 'INPUT', 'A unit price is not negative.', 'unit_price', null),
    (a.unit_price is not null and a.pricing_model in ('volume', 'graduated', 'stairstep'),
      'INPUT', 'The line is priced by tiers: end it and add another.', 'unit_price', null),
    (not a.is_addition and not a.is_end and a.new_billed > a.max_seats, 'SEATS',
      format('At most %s seats can be had.', a.max_seats), 'quantity', null),
    (a.seat_increment > 1 and mod(a.quantity, a.seat_increment) <> 0, 'SEATS',
      format('Seats come in steps of %s.', a.seat_increment), 'quantity', null),
    (not a.is_addition and not a.is_end and a.new_billed < a.covered_seats, 'SEATS',
      format('The covered accounts have %s seats.', trim_scale(a.covered_seats)), 'quantity',
      null),
    (not a.is_addition and not a.is_end and not a.is_minimum and catalog.rate(
        a.pricing_model, a.new_price, a.tiers, a.package_size, a.free_units, a.new_billed) is null,
      'QATAB', 'The quantity lies above the last price tier.', 'quantity', null)
  ) as rule (is_broken, code, message, field, pointer)
  where rule.is_broken
  order by a.place
  limit 1
$$;
comment on function sales.find_change_fault is
  'The first thing wrong with the changes of an amendment; none if all is well.';
