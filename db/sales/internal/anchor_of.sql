-- Anniversary: the start itself, or the last such day of a month up to it. Calendar: the first day,
-- or another, of the period that holds the start, counted from January, so that all contracts share
-- their periods. A day that not every month has is counted from a month that has it.
create or replace function sales.anchor_of(
  start_date date, billing_months int, billing_alignment text, billing_day int
)
  returns date
  language sql immutable security invoker set search_path to ''
as $$
  select case when billing_alignment = 'calendar' or billing_day is not null then (
    select max(candidate.day)
    from (
      select case when billing_alignment = 'calendar' then billing_months else 1 end as months,
        (extract(year from start_date) * 12 + extract(month from start_date) - 1)::int as month
    ) as base
    cross join generate_series(0, 12) as back
    cross join lateral (
      select base.month - mod(base.month, base.months) - back * base.months
    ) as grid (month)
    cross join lateral (
      select make_date(grid.month / 12, mod(grid.month, 12) + 1, 1) + coalesce(billing_day, 1) - 1
    ) as candidate (day)
    where candidate.day <= start_date
      and extract(day from candidate.day) = coalesce(billing_day, 1)
  ) else start_date end
$$;
comment on function sales.anchor_of is 'The day from which a contract''s periods are counted.';
