-- A line with milestones becomes a line for each of them, charged once, on its day. They add up to
-- the price, whatever the percentages: the largest remainder gets the last cent.
create or replace function sales.explode_milestones(lines sales.agreed_line[], currency text)
  returns setof sales.agreed_line
  language sql stable security definer set search_path to ''
as $$
  with charged as (
    select l.*, 0 as part
    from unnest(lines) as l
    where l.milestones is null
    union all
    select l."position", uuidv7(), l.account_id, l.product_id,
      l.description || ': ' || coalesce(
        m.description, format('%s of %s', m.place, cardinality(l.milestones))),
      'flat', l.price_interval, m."date", m."date", 1, null, null, split.amounts[m.place], null,
      null, null, l.discount_percent, null, null, null, null, null, m.place
    from unnest(lines) as l
    cross join lateral (
      select kernel.split_amount(
        catalog.rate(l.pricing_model, l.unit_price, l.tiers, l.package_size, l.free_units,
          greatest(l.quantity, l.committed_quantity, l.minimum_quantity)),
        array(select coalesce(p.percent, p.amount) from unnest(l.milestones) as p), currency)
    ) as split (amounts)
    cross join lateral unnest(l.milestones)
      with ordinality as m ("date", amount, percent, description, place)
  )
  select (
    row_number() over (order by c."position", c.part), c.line_id, c.account_id, c.product_id,
    c.description, c.pricing_model, c.price_interval, c.start_date, c.end_date, c.quantity,
    c.committed_quantity, c.minimum_quantity, c.unit_price, c.tiers, c.package_size, c.free_units,
    c.discount_percent, c.ramp, c.milestones, c.problem_code, c.problem, c.pointer
  )::sales.agreed_line
  from charged as c
$$;
comment on function sales.explode_milestones is
  'Lines as they are charged: one for each milestone, the others as they are.';
