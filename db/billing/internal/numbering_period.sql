create or replace function billing.numbering_period(series billing.number_series, day date)
  returns daterange
  language sql immutable parallel safe
return case (series).restart
  when 'month' then daterange(date_trunc('month', day)::date,
    (date_trunc('month', day) + interval '1 month')::date)
  when 'never' then daterange((series).valid_from, null)
  else (
    select daterange(y.start, (y.start + interval '1 year')::date)
    from (
      select make_date(
        extract(year from day)::int - (to_char(day, 'MM-DD') < s.start)::int,
        left(s.start, 2)::int, right(s.start, 2)::int) as start
      from (select coalesce((series).year_start, '01-01') as start) as s
    ) as y)
  end;
comment on function billing.numbering_period is
  E'@behavior -*\nThe days around one over which a series counts on.';
