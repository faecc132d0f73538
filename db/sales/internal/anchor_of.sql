-- Anniversary: the start itself. Calendar: the first of the month, quarter, half-year or year that
-- holds the start. A billing day: the last such day up to the start, in a month that has it.
create or replace function sales.anchor_of(
  start_date date, billing_frequency text, billing_alignment text, billing_day int
)
  returns date
  language sql immutable security invoker set search_path to ''
as $$
  select case
    when billing_day is not null then (
      select max(day)
      from generate_series(0, 2) as back
      cross join lateral (
        select (date_trunc('month', start_date) - make_interval(months => back))::date
          + billing_day - 1
      ) as candidate (day)
      where day <= start_date
        and extract(day from day) = billing_day
    )
    when billing_alignment = 'calendar' then (
      date_trunc('year', start_date) + make_interval(months =>
        (extract(month from start_date)::int - 1) / kernel.months_of(billing_frequency)
          * kernel.months_of(billing_frequency))
    )::date
    else start_date
  end
$$;
comment on function sales.anchor_of is 'The day from which a contract''s periods are counted.';
