do $$
begin
  if to_regtype('kernel.quantity') is null then
    create domain kernel.quantity as numeric
      constraint quantity_has_6_decimals_check
      check (value >= 0 and value < 1e12 and min_scale(value) <= 6);
  end if;
end $$;
comment on domain kernel.quantity is 'How many: an exact decimal of up to 6 decimals.';
comment on constraint quantity_has_6_decimals_check on domain kernel.quantity is
  'A quantity is not negative, below 1,000,000,000,000 and has at most 6 decimals.';
