-- Only the periods around the searched days are made, however far the anchor lies back. The first
-- of them begins in the month of the first searched day, or one period before.
create or replace function kernel.periods(anchor date, months int, search daterange)
  returns table (n int, whole daterange)
  language sql immutable parallel safe
begin atomic
  select
    k.n,
    daterange(kernel.nth_date(anchor, months, k.n), kernel.nth_date(anchor, months, k.n + 1))
  -- So that the search is worked out once, where this is inlined.
  from (select lower(search) as first, upper(search) as after offset 0) as asked
  cross join lateral generate_series(
    ((extract(year from asked.first) - extract(year from anchor))::int * 12
      + (extract(month from asked.first) - extract(month from anchor))::int) / months
      - 1 - (asked.first < anchor)::int,
    ((extract(year from asked.after) - extract(year from anchor))::int * 12
      + (extract(month from asked.after) - extract(month from anchor))::int) / months
  ) as k (n)
  where kernel.nth_date(anchor, months, k.n) < asked.after
    and kernel.nth_date(anchor, months, k.n + 1) > asked.first;
end;
comment on function kernel.periods is
  'The whole periods, counted from an anchor, that touch the searched days.';
grant execute on function kernel.periods to tenor_tenant, tenor_operator;
