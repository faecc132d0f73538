-- Multiplied, which is exact; a division by 100 keeps some 16 digits. One expression that names
-- each argument once, so that it is inlined into the statements of runs.
create or replace function kernel.percent_of(amount numeric, percent numeric, currency text)
  returns numeric
  language sql immutable parallel safe
return round(amount * percent * 0.01, kernel.minor_unit(currency));
comment on function kernel.percent_of is
  'So many hundredths of an amount, rounded once, half away from zero, to the minor unit.';
grant execute on function kernel.percent_of to tenor_tenant, tenor_operator;
