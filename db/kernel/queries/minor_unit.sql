-- ISO 4217 (list one, 2026-01-01): every currency has two decimals but these.
create or replace function kernel.minor_unit(currency text)
  returns int
  language sql immutable parallel safe
return case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX',
      'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
    when currency in ('CLF', 'UYW') then 4
    else 2
  end;
comment on function kernel.minor_unit is 'Decimals of a currency, as ISO 4217 lists them.';
grant execute on function kernel.minor_unit to tenor_tenant, tenor_operator;
