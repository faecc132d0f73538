-- What a price comes to for days of a billing period, rounded once. A price for longer than a
-- period is split over the periods of its interval, largest remainder, ties to the first: so a
-- price for a year that is billed by the month adds up to that price. Anything else is rated price
-- x months of the period / months of the price x days / days of the whole period, divided once.
-- The period's number counts from the anchor. One expression, so that it is inlined into the
-- statements of runs.
create or replace function sales.price_of_days(
  rated numeric, price_months int, months int, period_number int, days int, whole_days int,
  currency text
)
  returns numeric
  language sql immutable parallel safe
return case
    when price_months is null then kernel.round_amount(rated, currency)
    when price_months <= months or price_months % months <> 0 then kernel.round_quotient(
      rated * months * days, price_months * whole_days, kernel.minor_unit(currency))
    else kernel.round_quotient(
      (trunc(kernel.round_quotient(
          kernel.round_amount(rated, currency), price_months / months, 20),
          kernel.minor_unit(currency))
        + case when period_number % (price_months / months)
            < mod(kernel.round_amount(rated, currency) * 10 ^ kernel.minor_unit(currency)::numeric,
              price_months / months)
          then 10 ^ -kernel.minor_unit(currency)::numeric else 0 end) * days,
      whole_days, kernel.minor_unit(currency))
  end;
comment on function sales.price_of_days is
  'What a price for an interval comes to for some days of a billing period; one without an '
  'interval is charged once, in full.';
