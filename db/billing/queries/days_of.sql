create or replace function billing.days_of(period daterange)
  returns int
  language sql immutable parallel safe
return upper(period) - lower(period);
comment on function billing.days_of is E'@behavior -*\nHow many days a period has.';
grant execute on function billing.days_of to tenor_viewer;
