-- Only the periods around the searched days are made, however far the anchor lies back.
create or replace function kernel.periods(anchor date, months int, search daterange)
  returns table (n int, whole daterange)
  language sql immutable parallel safe
begin atomic
  select
    k.n,
    daterange(kernel.nth_date(anchor, months, k.n), kernel.nth_date(anchor, months, k.n + 1))
  from generate_series(
    ((extract(year from lower(search)) - extract(year from anchor))::int * 12
      + (extract(month from lower(search)) - extract(month from anchor))::int) / months - 2,
    ((extract(year from upper(search)) - extract(year from anchor))::int * 12
      + (extract(month from upper(search)) - extract(month from anchor))::int) / months + 1
  ) as k (n)
  where daterange(kernel.nth_date(anchor, months, k.n), kernel.nth_date(anchor, months, k.n + 1))
    && search;
end;
comment on function kernel.periods is
  'The whole periods, counted from an anchor, that touch the searched days.';
grant execute on function kernel.periods to tenor_tenant, tenor_operator;
