create or replace function ledger.month_of(period text)
  returns daterange
  language plpgsql immutable security invoker set search_path to ''
as $$
begin
  if period is null or period !~ '^\d{4}-(0[1-9]|1[0-2])$' then
    perform kernel.fail('INPUT', 'A month reads YYYY-MM.', 'period');
  end if;
  return daterange((period || '-01')::date,
    ((period || '-01')::date + interval '1 month')::date);
end $$;
comment on function ledger.month_of is 'The days of a month, or INPUT.';
