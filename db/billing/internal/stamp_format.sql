-- What is not given stays in its braces.
create or replace function billing.stamp_format(format text, year int, month int)
  returns text
  language sql immutable parallel safe
return replace(replace(replace(format,
    '{YYYY}', coalesce(lpad(year::text, 4, '0'), '{YYYY}')),
    '{YY}', coalesce(lpad((year % 100)::text, 2, '0'), '{YY}')),
    '{MM}', coalesce(lpad(month::text, 2, '0'), '{MM}'));
comment on function billing.stamp_format is 'A format with its year and month filled in.';
