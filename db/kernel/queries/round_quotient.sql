-- Half away from zero, and exact: Postgres divides numerics to some 16 significant digits, so that
-- a large quotient is rounded twice, and then a cent off. At 60 decimals it is not: what is no tie
-- differs from one before them, as long as the decimals of the dividend, the digits of the divisor
-- and the decimals asked for are fewer than 58 together, as they are for amounts below 10^15,
-- prices and quantities. One expression that names each argument once, so that it is inlined into
-- the statements of runs.
create or replace function kernel.round_quotient(
  dividend numeric, divisor numeric, decimals int
)
  returns numeric
  language sql immutable parallel safe
return round((dividend + 0e-60) / divisor, decimals);
comment on function kernel.round_quotient is
  'A quotient rounded once, half away from zero, to some decimals: whatever is divided to become '
  'money is divided here.';
grant execute on function kernel.round_quotient to tenor_tenant, tenor_operator;
