-- Always counted from the anchor, so that a month-end never drifts: Jan 31, Feb 28, Mar 31.
create or replace function kernel.nth_date(anchor date, months int, n int)
  returns date
  language sql immutable parallel safe
return (anchor + make_interval(months => months * n))::date;
comment on function kernel.nth_date is
  'The anchor plus n intervals of so many months, clamped to the last day of the month.';
grant execute on function kernel.nth_date to tenor_tenant, tenor_operator;
