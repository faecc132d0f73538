create or replace function catalog.rate(
  pricing_model text, unit_price numeric, tiers catalog.tier[], package_size numeric,
  free_units numeric, quantity numeric
)
  returns numeric
  language sql immutable parallel safe
return (
  select sum(step.amount)
  from catalog.price_breakdown(
    pricing_model, unit_price, tiers, package_size, free_units, quantity) as step
);
comment on function catalog.rate is
  E'@behavior -*\nThe exact price of a quantity, unrounded; null if it lies above the tiers.';
grant execute on function catalog.rate to tenor_viewer;
