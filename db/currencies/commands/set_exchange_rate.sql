-- A rate of the same day is replaced; the audit keeps what it was.
create or replace function currencies.set_exchange_rate(
  base text, quote text, rate numeric, rate_date date default null
)
  returns currencies.exchange_rates
  language sql volatile security definer set search_path to ''
as $$
  insert into currencies.exchange_rates as r (base, quote, rate, rate_date)
  values (set_exchange_rate.base, set_exchange_rate.quote, set_exchange_rate.rate,
    coalesce(set_exchange_rate.rate_date, tenancy.today()))
  on conflict on constraint exchange_rates_day_key do update set rate = excluded.rate
  returning r.*
$$;
comment on function currencies.set_exchange_rate is
  'Says what one unit of the base is in the quote from a day on (today). Codes: invalid_input.';
grant execute on function currencies.set_exchange_rate to tenor_finance;
