create or replace function billing.stamp_of(series billing.number_series, day date)
  returns date
  language sql immutable parallel safe
return make_date(
  extract(year from case (series).restart
    when 'fiscal_year' then lower(billing.numbering_period(series, day)) else day end)::int,
  case when (series).format like '%{MM}%' then extract(month from day)::int else 1 end, 1);
comment on function billing.stamp_of is
  E'@behavior -*\nThe year and month that a number of a day says, as the first day of it.';
