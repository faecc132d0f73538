create or replace function kernel.period_number(anchor date, months int, day date)
  returns int
  language sql immutable parallel safe
return ((extract(year from day) - extract(year from anchor))::int * 12
  + (extract(month from day) - extract(month from anchor))::int) / months;
comment on function kernel.period_number is
  'Which period begins on a day, counted from the anchor from 0.';
grant execute on function kernel.period_number to tenor_tenant, tenor_operator;
