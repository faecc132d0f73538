create or replace function ledger.first_day_of_fiscal_year(fiscal_year_start text, day date)
  returns date
  language sql immutable parallel safe
begin atomic
  select case when day < this_year.start then (this_year.start - interval '1 year')::date
    else this_year.start end
  from (
    select make_date(extract(year from day)::int, left(fiscal_year_start, 2)::int,
      right(fiscal_year_start, 2)::int)
  ) as this_year (start);
end;
comment on function ledger.first_day_of_fiscal_year is
  E'@behavior -*\nThe first day of the fiscal year of a day, where years start on MM-DD.';
grant execute on function ledger.first_day_of_fiscal_year to tenor_viewer, tenor_analyst;
