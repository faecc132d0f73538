-- Half away from zero, which is how numeric rounds. The result carries the currency's decimals,
-- so that 119880 USD reads 119880.00 wherever it is printed.
create or replace function kernel.round_amount(amount numeric, currency text)
  returns numeric
  language sql immutable parallel safe
return round(amount, kernel.minor_unit(currency));
comment on function kernel.round_amount is
  'An exact amount rounded once, half away from zero, to the minor unit of its currency.';
grant execute on function kernel.round_amount to tenor_tenant, tenor_operator;
