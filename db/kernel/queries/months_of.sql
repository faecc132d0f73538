create or replace function kernel.months_of(frequency text)
  returns int
  language sql immutable parallel safe
return case frequency
    when 'monthly' then 1 when 'month' then 1
    when 'quarterly' then 3 when 'quarter' then 3
    when 'semi_annual' then 6
    when 'annual' then 12 when 'year' then 12
  end;
comment on function kernel.months_of is
  'Months in a billing frequency or price interval; null for custom and one-time.';
grant execute on function kernel.months_of to tenor_tenant, tenor_operator;
