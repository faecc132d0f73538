create or replace function tax.period_of(length text, day date)
  returns text
  language sql immutable parallel safe
return case length
  when 'month' then to_char(day, 'YYYY-MM')
  when 'quarter' then to_char(day, 'YYYY-"Q"Q')
  else to_char(day, 'YYYY')
end;
comment on function tax.period_of is
  'The month (2026-03), quarter (2026-Q1) or year (2026) of a day.';
