do $$
begin
  if to_regtype('kernel.percentage') is null then
    create domain kernel.percentage as numeric
      constraint percentage_is_0_to_100_check
      check (value between 0 and 100 and min_scale(value) <= 6);
  end if;
end $$;
comment on domain kernel.percentage is 'A share of a hundred, an exact decimal.';
comment on constraint percentage_is_0_to_100_check on domain kernel.percentage is
  'A percentage lies between 0 and 100, with at most 6 decimals.';
