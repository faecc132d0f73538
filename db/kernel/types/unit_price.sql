do $$
begin
  if to_regtype('kernel.unit_price') is null then
    create domain kernel.unit_price as numeric
      constraint unit_price_has_8_decimals_check
      check (value >= 0 and value < 1e12 and min_scale(value) <= 8);
  end if;
end $$;
comment on domain kernel.unit_price is 'Price of one unit, an exact decimal of up to 8 decimals.';
comment on constraint unit_price_has_8_decimals_check on domain kernel.unit_price is
  'A unit price is not negative, below 1,000,000,000,000 and has at most 8 decimals.';
