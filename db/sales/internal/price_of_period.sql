-- Two prices of which a period has the same part are one price to it. Anything but a part is told
-- by the price for the interval, exactly.
create or replace function sales.price_of_period(
  rated numeric, price_months int, months int, period_number int, currency text
)
  returns numeric
  language sql immutable parallel safe
return case
    when price_months > months and price_months % months = 0
      then sales.price_of_days(rated, price_months, months, period_number, 1, 1, currency)
    else rated
  end;
comment on function sales.price_of_period is
  'What a price is to a whole billing period: its part, where the price is billed in parts.';
