create or replace function billing.series_of(format text, issue_date date)
  returns int
  language sql immutable parallel safe
return case when format like '%{YY%' then extract(year from issue_date)::int else 0 end;
comment on function billing.series_of is
  'The series a number is taken from: the year, where the format has one, since it restarts then.';
