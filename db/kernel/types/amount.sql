-- NaN sorts above Infinity, so one comparison refuses both.
do $$
begin
  if to_regtype('kernel.amount') is null then
    create domain kernel.amount as numeric
      constraint amount_is_finite_check check (abs(value) < 1e15);
  end if;
end $$;
comment on domain kernel.amount is 'Money, an exact decimal in the unit of its currency.';
comment on constraint amount_is_finite_check on domain kernel.amount is
  'An amount is a finite number below 1,000,000,000,000,000.';
