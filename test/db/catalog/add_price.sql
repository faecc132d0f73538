-- One price at a time, and the past never changes.
select test.provision('acme', '2025-06-15T12:00:00Z');
select test.provision('other');
create function test.product(name text) returns uuid language sql security definer as $$
  select p.id from catalog.products as p where p.name = product.name $$;
create function test.price(unit_price numeric) returns uuid language sql security definer as $$
  select p.id from catalog.prices as p where p.unit_price = price.unit_price $$;
create function test.versions(currency text default 'USD') returns setof text language sql as $$
  select coalesce(valid_from::text, '') || '..' || coalesce(valid_to::text, '') || ' ' || unit_price
  from catalog.prices as p where p.currency = versions.currency
  order by lower(valid) nulls first $$;
create function test.price_on(currency text, day date) returns numeric language sql as $$
  select (catalog.products_price(p, currency, day)).unit_price from catalog.products as p
  where p.id = test.product('Seats') $$;
grant execute on function test.product, test.price, test.versions, test.price_on to public;

select test.as('sales', 'acme');
select catalog.create_product('Seats', pricing_model => 'per_unit', base_price => 10);
select catalog.create_product('Unpriced');

select catalog.add_price(test.product('Seats'), 'per_unit', 12);
select results_eq('select * from test.versions()',
  $$values ('..2025-06-14 10'), ('2025-06-15.. 12')$$,
  'A new version begins today and ends the one before');
select catalog.add_price(test.product('Seats'), 'seat_based', 15, valid_from => '2026-01-01');
select catalog.add_price(test.product('Seats'), 'per_unit', 13, valid_from => '2025-09-01');
select results_eq('select * from test.versions()',
  $$values ('..2025-06-14 10'), ('2025-06-15..2025-08-31 12'), ('2025-09-01..2025-12-31 13'),
    ('2026-01-01.. 15')$$,
  'A version before a planned one lasts until that begins');
select catalog.add_price(test.product('Seats'), 'per_unit', 9, 'EUR', '2020-01-01');
select results_eq($$select * from test.versions('EUR')$$, $$values ('2020-01-01.. 9')$$,
  'The first version in a currency may reach back');

select throws_ok(
  $$select catalog.add_price(test.product('Seats'), 'per_unit', 1, valid_from => '2025-06-14')$$,
  'INPUT', 'A new price begins today at the earliest.', 'The past is not priced anew');
select throws_ok(
  $$select catalog.add_price(test.product('Seats'), 'per_unit', 1, valid_from => '2025-09-01')$$,
  'CNFLT', null, 'Two versions do not begin on one day');
select throws_ok(
  $$select catalog.add_price(test.product('Seats'), 'per_unit', 1, 'usd')$$, 'INPUT', null,
  'An unknown currency is refused');
select throws_ok(
  $$select catalog.add_price(uuidv7(), 'per_unit', 1)$$, 'NOTFD', 'No product has this id.',
  'An unknown product is not found');

-- Plans can be withdrawn.
select is(
  (catalog.withdraw_price(test.price(13))).unit_price::numeric, 13::numeric,
  'A planned version can be withdrawn');
select results_eq('select * from test.versions()',
  $$values ('..2025-06-14 10'), ('2025-06-15..2025-12-31 12'), ('2026-01-01.. 15')$$,
  'The one before lasts on');
select throws_ok(
  $$select catalog.withdraw_price(test.price(12))$$, 'TRANS',
  'A price that has begun cannot be withdrawn.', 'What has begun stays');
select throws_ok(
  $$select catalog.withdraw_price(uuidv7())$$, 'NOTFD', null, 'An unknown price is not found');

-- Not even our own functions could rewrite the past.
select test.as('owner', 'acme');
select throws_ok($$update catalog.prices set unit_price = 1$$, 'TRANS', null,
  'A price never changes');
select throws_ok(
  $$update catalog.prices set valid = daterange('2019-01-01', upper(valid))
    where currency = 'EUR'$$,
  'TRANS', null, 'nor its first day');
select throws_ok(
  $$update catalog.prices set valid = daterange(lower(valid), '2025-01-01')
    where currency = 'EUR'$$,
  'TRANS', null, 'nor days that are past');
select throws_ok($$delete from catalog.prices$$, 'TRANS', null, 'nor does it vanish');
select throws_ok(
  $$insert into catalog.prices (product_id, currency, valid, pricing_model, unit_price)
    values (test.product('Seats'), 'USD', '[2025-07-01,2025-08-01)', 'per_unit', 1)$$,
  '23P01', null, 'Two prices are never valid at once');

-- The price of a day.
select is(test.price_on('USD', '2025-12-31'), 12::numeric, 'A price is found for its last day');
select is(test.price_on('USD', '1999-01-01'), 10::numeric, 'and for any day before');
select is(test.price_on('EUR', '2019-12-31'), null, 'A day without a price has none');

-- Who may not.
select test.as('viewer', 'acme');
select throws_ok(
  $$select catalog.add_price(test.product('Seats'), 'per_unit', 1)$$, '42501', null,
  'A viewer prices nothing');
select throws_ok(
  $$select catalog.withdraw_price(test.price(15))$$, '42501', null, 'and withdraws nothing');
select test.as('finance', 'other');
select throws_ok(
  $$select catalog.add_price(test.product('Seats'), 'per_unit', 1)$$, 'NOTFD',
  'No product has this id.', 'A foreign product is as unknown as any');
select throws_ok(
  $$select catalog.withdraw_price(test.price(15))$$, 'NOTFD', 'No price has this id.',
  'So is a foreign price');
select test.as('sales', 'acme');
select throws_ok(
  $$update catalog.prices set unit_price = 1$$, '42501', null, 'Prices change by commands alone');
