-- The last one on or before the day, at most a week old: after that nobody knows. Said in the other
-- direction it serves too; of one day the direction that is asked for goes first.
create or replace function currencies.exchange_rate(base text, quote text, on_date date)
  returns numeric
  language sql stable security invoker set search_path to ''
as $$
  select case when exchange_rate.base = exchange_rate.quote then 1 else (
    select case when r.base = exchange_rate.base then r.rate
      else kernel.round_quotient(1, r.rate, 30) end
    from (values (exchange_rate.base, exchange_rate.quote),
      (exchange_rate.quote, exchange_rate.base)) as pair (base, quote)
    join currencies.exchange_rates as r
      on r.tenant_id = (select tenancy.current_tenant_id()) and r.base = pair.base
      and r.quote = pair.quote
    where r.rate_date between on_date - 7 and on_date
    order by r.rate_date desc, r.base = exchange_rate.base desc
    limit 1) end
$$;
comment on function currencies.exchange_rate is
  E'@behavior -*\nHow much of the quote one of the base is on a day; null if no rate of the week '
  'before is known.';
grant execute on function currencies.exchange_rate to tenor_viewer;
