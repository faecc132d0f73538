-- One rule for every model, written so that the planner inlines it: a run over a million lines
-- stays one join. Whatever lies above a bounded last tier has no price and gives no step. Tiers
-- hold what is above the tier before, so that 100.5 stands above a tier up to 100; nought stands
-- in the first. Whole packages come from div and mod, as a quotient would be rounded.
create or replace function catalog.price_breakdown(
  pricing_model text, unit_price numeric, tiers catalog.tier[], package_size numeric,
  free_units numeric, quantity numeric
)
  returns setof catalog.price_step
  language sql immutable parallel safe rows 2
begin atomic
  select s.tier, s.lower_bound, s.up_to, s.units, s.unit_price, s.flat_fee,
    s.units * s.unit_price + s.flat_fee
  from (
    select
      t.place::int as tier,
      coalesce(tiers[t.place::int - 1].up_to, 0)::numeric as lower_bound,
      t.up_to::numeric as up_to,
      case pricing_model
        when 'volume' then quantity
        when 'stairstep' then 1
        else least(quantity, t.up_to) - coalesce(tiers[t.place::int - 1].up_to, 0)
      end as units,
      coalesce(t.unit_price, 0)::numeric as unit_price,
      coalesce(t.flat_fee, 0)::numeric as flat_fee
    from unnest(tiers) with ordinality as t (up_to, unit_price, flat_fee, place)
    where pricing_model in ('volume', 'graduated', 'stairstep')
      and (t.place = 1 or quantity > tiers[t.place::int - 1].up_to)
      and coalesce(
        quantity <= case pricing_model
          when 'graduated' then tiers[cardinality(tiers)].up_to else t.up_to end,
        quantity is not null)
    union all
    select
      1, 0, null,
      case pricing_model
        when 'flat' then 1
        when 'per_unit' then quantity
        else div(greatest(quantity - coalesce(free_units, 0), 0), package_size)
          + (mod(greatest(quantity - coalesce(free_units, 0), 0), package_size) > 0)::int
      end,
      price_breakdown.unit_price, 0
    where pricing_model in ('flat', 'per_unit', 'package')
  ) as s (tier, lower_bound, up_to, units, unit_price, flat_fee);
end;
comment on function catalog.price_breakdown is
  E'@behavior -*\nThe steps of the price of a quantity, exact; none if it lies above the tiers.';
grant execute on function catalog.price_breakdown to tenor_viewer;
