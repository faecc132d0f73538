create or replace function sales.ramp_fault(
  ramp sales.ramp_step_input[],
  pricing_model text,
  price_interval text,
  days daterange,
  max_seats numeric,
  seat_increment numeric,
  tiers catalog.tier[],
  package_size numeric,
  free_units numeric
)
  returns table (code text, message text, field text)
  language sql stable security invoker set search_path to ''
as $$
  with asked as (
    select s."from", s.quantity, s.unit_price, s.place,
      count(*) over (partition by s."from") > 1 as is_repeated,
      pricing_model in ('volume', 'graduated', 'stairstep') as has_tiers
    from unnest(ramp) with ordinality as s ("from", quantity, unit_price, place)
  )
  select rule.code, rule.message, format('ramp/%s%s', a.place - 1, '/' || nullif(rule.field, ''))
  from asked as a
  cross join lateral (values
    (price_interval = 'one_time', 'INPUT', 'What is charged once has no ramp.', ''),
    (a."from" is null or not days @> a."from" or a."from" = lower(days), 'INPUT',
      'A ramp step lies inside the line''s days, after the first.', 'from'),
    (a.is_repeated, 'INPUT', 'Two ramp steps start on the same day.', 'from'),
    (num_nonnulls(a.quantity, a.unit_price) = 0, 'INPUT',
      'A ramp step has another quantity or another price.', ''),
    (a.quantity < 0, 'INPUT', 'A quantity is not negative.', 'quantity'),
    (a.unit_price < 0, 'INPUT', 'A unit price is not negative.', 'unit_price'),
    (a.quantity is not null and pricing_model = 'minimum', 'INPUT', 'A minimum has no quantity.',
      'quantity'),
    (a.unit_price is not null and a.has_tiers, 'INPUT',
      'The line is priced by tiers: a step changes its quantity.', 'unit_price'),
    (a.quantity > max_seats, 'SEATS', format('At most %s seats can be had.', max_seats),
      'quantity'),
    (seat_increment > 1 and mod(a.quantity, seat_increment) <> 0, 'SEATS',
      format('Seats come in steps of %s.', seat_increment), 'quantity'),
    (a.quantity is not null and a.has_tiers and catalog.rate(
        pricing_model, null, tiers, package_size, free_units, a.quantity) is null, 'QATAB',
      'The quantity lies above the last price tier.', 'quantity')
  ) as rule (is_broken, code, message, field)
  where rule.is_broken
  order by a.place
  limit 1
$$;
comment on function sales.ramp_fault is
  'The first thing wrong with the steps of a ramp; none if all is well.';
