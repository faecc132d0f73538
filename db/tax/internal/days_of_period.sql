create or replace function tax.days_of_period(period text)
  returns daterange
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_first date;
begin
  if period ~ '^\d{4}-(0[1-9]|1[0-2])$' then
    v_first := (period || '-01')::date;
    return daterange(v_first, (v_first + interval '1 month')::date);
  elsif period ~ '^\d{4}-Q[1-4]$' then
    v_first := make_date(left(period, 4)::int, right(period, 1)::int * 3 - 2, 1);
    return daterange(v_first, (v_first + interval '3 months')::date);
  elsif period ~ '^\d{4}$' and period <> '0000' then
    v_first := make_date(period::int, 1, 1);
    return daterange(v_first, (v_first + interval '1 year')::date);
  end if;
  perform kernel.fail('INPUT', 'A period reads YYYY-MM, YYYY-Qn or YYYY.', 'period');
end $$;
comment on function tax.days_of_period is 'The days of a month, quarter or year, or INPUT.';
