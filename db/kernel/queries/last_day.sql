-- Inside, periods are half-open; people read the last day itself.
create or replace function kernel.last_day(period daterange)
  returns date
  language sql immutable parallel safe
return upper(period) - 1;
comment on function kernel.last_day is 'The last day of a period, inclusive, as people read it.';
grant execute on function kernel.last_day to tenor_tenant, tenor_operator;
