-- Money: exact, rounded once, in the decimals of its currency.
select test.provision('acme');
create function test.field_of_refusal() returns text language plpgsql as $$
declare
  v_field text;
begin
  perform kernel.fail('INPUT', 'Say how many.', 'lines/0/quantity');
  return null;
exception when sqlstate 'INPUT' then
  get stacked diagnostics v_field = column_name;
  return v_field;
end $$;
grant execute on function test.field_of_refusal to public;

select test.as('viewer', 'acme');

-- Rounding: half away from zero
select is(kernel.round_amount(v.exact, v.currency)::text, v.rounded,
  format('%s %s is %s', v.exact, v.currency, v.rounded))
from (values
  (0.005, 'USD', '0.01'), (-0.005, 'USD', '-0.01'), (0.0049999, 'USD', '0.00'),
  (2.675, 'USD', '2.68'), (1.005, 'EUR', '1.01'), (119880, 'USD', '119880.00'),
  (0.5, 'JPY', '1'), (-2.5, 'JPY', '-3'), (1234.49, 'JPY', '1234'),
  (0.0005, 'KWD', '0.001'), (1.2344999, 'BHD', '1.234'), (0.00005, 'CLF', '0.0001'),
  (999999999999999.994, 'USD', '999999999999999.99')
) as v (exact, currency, rounded);
select is(kernel.round_amount(null, 'USD'), null, 'Nothing is rounded to nothing');

-- Minor units, as ISO 4217 lists them: none
select is(
  (select array_agg(c) from unnest('{BIF,CLP,DJF,GNF,ISK,JPY,KMF,KRW,PYG,RWF,UGX,VND,VUV,XAF,XOF,XPF}'::text[]) as c
   where kernel.minor_unit(c) <> 0),
  null, 'Sixteen currencies have no decimals');
select is(
  (select array_agg(c) from unnest('{BHD,IQD,JOD,KWD,LYD,OMR,TND}'::text[]) as c
   where kernel.minor_unit(c) <> 3),
  null, 'Seven have three');
select is(
  (select array_agg(c) from unnest('{USD,EUR,GBP,CHF,CNY,INR,BRL,MXN,HUF,COP,IDR,TWD,CRC}'::text[]) as c
   where kernel.minor_unit(c) <> 2),
  null, 'The others have two, also where shops use none');

-- Currencies
select ok(kernel.is_currency(c), c || ' is money')
from unnest('{USD,EUR,JPY,KWD,CLF,XOF}'::text[]) as c;
select ok(not kernel.is_currency(c), quote_literal(c) || ' is not')
from unnest('{XXX,XTS,XAU,usd,US,"",EURO,DEM,"USD "}'::text[]) as c;

-- Amounts, prices, quantities, percentages: what is refused
select throws_ok(format('select cast(%s as kernel.%s)', v.value, v.domain), '23514', null, v.why)
from (values
  ('''NaN''', 'amount', 'NaN is no amount'),
  ('''Infinity''', 'amount', 'Infinity is no amount'),
  ('''-Infinity''', 'amount', 'Nor is minus infinity'),
  ('1e15', 'amount', 'An amount has 15 digits before the point at most'),
  ('-0.01', 'unit_price', 'A unit price is not negative'),
  ('0.123456789', 'unit_price', 'A unit price has 8 decimals at most'),
  ('''NaN''', 'unit_price', 'NaN is no price'),
  ('1e12', 'unit_price', 'A unit price is below 10^12'),
  ('-1', 'quantity', 'A quantity is not negative'),
  ('0.1234567', 'quantity', 'A quantity has 6 decimals at most'),
  ('''Infinity''', 'quantity', 'Infinity is no quantity'),
  ('100.01', 'percentage', 'A percentage is 100 at most'),
  ('-0.5', 'percentage', 'And not negative'),
  ('''NaN''', 'percentage', 'Nor NaN')
) as v (value, domain, why);
select lives_ok(format('select cast(%s as kernel.%s)', v.value, v.domain), v.value || ' is a ' || v.domain)
from (values
  ('-999999999999999.9999', 'amount'), ('0.12345678', 'unit_price'), ('1.10000000000', 'unit_price'),
  ('0.000001', 'quantity'), ('100', 'percentage'), ('null', 'amount')
) as v (value, domain);

-- Splitting: the worked examples
select is(kernel.split_amount(v.amount, v.weights, v.currency)::text, v.parts, v.why)
from (values
  (100, '{1,1,1}'::numeric[], 'USD', '{33.34,33.33,33.33}', 'Ties go to the first'),
  (-100, '{1,1,1}', 'USD', '{-33.34,-33.33,-33.33}', 'A credit is split as its charge was'),
  (10, '{0.5,0.25,0.25}', 'JPY', '{5,3,2}', 'Whole yen only'),
  (0.05, '{70,30}', 'USD', '{0.04,0.01}', 'The larger remainder gets the cent'),
  (1, '{0,0,0}', 'KWD', '{0.334,0.333,0.333}', 'Weights of nothing share alike'),
  (1, '{5,0}', 'USD', '{1.00,0.00}', 'No weight, no part'),
  (0, '{100,-100}', 'USD', '{0.00,0.00}', 'A charge and its credit carry no discount'),
  (10, '{300,-100}', 'USD', '{15.00,-5.00}', 'A credit among charges takes its share back'),
  (0.01, '{-1,-1,-5}', 'USD', '{0.00,0.00,0.01}', 'All credits: as all charges'),
  (12.345, '{1}', 'USD', '{12.35}', 'One part is the whole, rounded')
) as v (amount, weights, currency, parts, why);

-- Periods and frequencies
select is(kernel.months_of(v.frequency), v.months, coalesce(v.frequency, 'Nothing'))
from (values ('monthly', 1), ('month', 1), ('quarterly', 3), ('quarter', 3), ('semi_annual', 6),
  ('annual', 12), ('year', 12), ('custom', null), ('one_time', null), (null, null)
) as v (frequency, months);
select is(kernel.last_day('[2026-02-01,2027-02-01)'), '2027-01-31'::date,
  'People read the last day itself');
select results_eq(
  $$select n, whole from kernel.periods('2024-01-31', 1, '[2024-02-10,2024-03-31)')$$,
  $$values (0, daterange('2024-01-31', '2024-02-29')), (1, daterange('2024-02-29', '2024-03-31'))$$,
  'Month ends are counted from the anchor');
select results_eq(
  $$select n from kernel.periods('2026-01-15', 12, '[2025-06-01,2025-06-02)')$$, '{-1}'::int[],
  'There are periods before the anchor too');

-- Refusals
select throws_ok($$select kernel.fail('NOTFD', 'Nothing.', 'x')$$, '42501', null,
  'People do not refuse in the house''s name');
select test.as('owner', 'acme');
select throws_ok($$select kernel.fail('NOTFD', 'No account has this id.', 'account_id')$$, 'NOTFD',
  'No account has this id.', 'The house refuses with a code and a sentence');
select is(test.field_of_refusal(), 'lines/0/quantity', 'And names the field');

-- Append-only
select test.root();
create table test.notes (id int);
grant all on test.notes to tenor_owner;
create trigger _300_append_only before update or delete or truncate on test.notes
  for each statement execute function kernel.tg__append_only();
select lives_ok('insert into test.notes values (1)', 'An append-only table takes rows');
select throws_ok(act, 'FORBD', 'test.notes is append-only.', act)
from unnest('{update test.notes set id = 2,delete from test.notes,truncate test.notes}'::text[]) as act;
