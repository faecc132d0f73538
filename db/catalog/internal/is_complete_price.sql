create or replace function catalog.is_complete_price(
  pricing_model text, unit_price numeric, tiers catalog.tier[], package_size numeric,
  free_units numeric
)
  returns boolean
  language sql immutable parallel safe
return case
    when pricing_model in ('flat', 'per_unit') then unit_price >= 0
    when pricing_model = 'package' then unit_price >= 0 and package_size > 0
    when pricing_model in ('volume', 'graduated', 'stairstep') then catalog.are_valid_tiers(tiers)
    else false
  end is true;
comment on function catalog.is_complete_price is
  'Has a price all that its model needs, and are its tiers in order?';
