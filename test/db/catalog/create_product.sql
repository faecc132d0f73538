-- Who may create products, in whose words, and what a product must look like.
select test.provision('acme', currency => 'EUR');
select test.provision('other');

select test.as('sales', 'acme');
select results_eq(
  $$select name, min_seats, max_seats, seat_increment, is_addon, active
    from catalog.create_product('Bare')$$,
  $$values ('Bare', 1, null::int, 1, false, true)$$, 'A product needs a name alone');
select is_empty('select * from catalog.prices', 'and then has no price of its own');
select lives_ok(
  $$select catalog.create_product('Custom', pricing_model => 'custom', sku => 'C-1')$$,
  'A custom price stands in each contract');

-- The customer's own form.
select catalog.create_product('CRM Enterprise', 'Seats', 'CRM-ENT', 'seat_based', 99.90, 'USD',
  array[row(1, 50, 99), row(51, 200, 89), row(201, null, 79)]::catalog.volume_tier_input[],
  min_seats => 5, max_seats => 1000, seat_increment => 5, billing_interval => 'month');
select results_eq(
  $$select pricing_model, unit_price::numeric, currency, price_interval, valid_from, valid_to,
      tiers::text
    from catalog.prices$$,
  $$values ('volume', 99.90, 'USD', 'month', null::date, null::date,
    '{"(50,99,)","(200,89,)","(,79,)"}')$$,
  'Seats with volume tiers are priced by volume, since ever');
select catalog.create_product('Seats', pricing_model => 'seat_based', base_price => 10);
select catalog.create_product('Fee', pricing_model => 'flat_fee', base_price => 500,
  price_interval => 'one_time', valid_from => '2024-07-01');
select catalog.create_product('Volume', pricing_model => 'volume_tiered',
  volume_tiers => array[row(0, 10, 5), row(10, null, 4)]::catalog.volume_tier_input[]);
select catalog.create_product('Packs', pricing_model => 'package', base_price => 5,
  package_size => 100);
select results_eq(
  $$select p.name, r.pricing_model, r.currency, r.price_interval, r.valid_from,
      r.free_units::numeric
    from catalog.products as p join catalog.prices as r on r.product_id = p.id
    where p.name <> 'CRM Enterprise' order by p.id$$,
  $$values ('Seats', 'per_unit', 'EUR', 'month', null::date, null::numeric),
    ('Fee', 'flat', 'EUR', 'one_time', '2024-07-01', null),
    ('Volume', 'volume', 'EUR', 'month', null, null),
    ('Packs', 'package', 'EUR', 'month', null, 0)$$,
  'Other words of price lists mean ours; the currency is the tenant''s');

-- What is refused, and how.
select throws_ok($$select catalog.create_product(null)$$, '23502', null, 'No name is refused');
select throws_ok($$select catalog.create_product(' ')$$, '23514', null, 'So is an empty one');
select throws_ok(
  $$select catalog.create_product(repeat('x', 256))$$, '23514', null, 'or one too long');
select throws_ok(
  $$select catalog.create_product('x', sku => 'CRM-ENT')$$, '23505', null, 'A SKU is taken once');
select throws_ok(
  $$select catalog.create_product('x', base_price => 1)$$, 'INPUT', null,
  'A price needs a pricing model');
select throws_ok(
  $$select catalog.create_product('x', pricing_model => 'barter', base_price => 1)$$, 'INPUT',
  'A pricing model is flat, per_unit (seat_based), volume, graduated, package or stairstep.',
  'An unknown model is refused');
select throws_ok(
  $$select catalog.create_product('x', pricing_model => 'seat_based')$$, 'INPUT',
  'The pricing model per_unit needs a price.', 'A price is needed');
select throws_ok(
  $$select catalog.create_product('x', pricing_model => 'flat', base_price => -1)$$, '23514', null,
  'A negative price is refused');
select throws_ok(
  $$select catalog.create_product('x', pricing_model => 'flat', base_price => 'NaN')$$, '23514',
  null, 'So is what is no number');
select throws_ok(
  $$select catalog.create_product('x', pricing_model => 'flat', base_price => 'Infinity')$$,
  '23514', null, 'or is infinite');
select throws_ok(
  $$select catalog.create_product('x', pricing_model => 'flat', base_price => 0.123456789)$$,
  '23514', null, 'or has more than 8 decimals');
select throws_ok(
  $$select catalog.create_product('x', pricing_model => 'flat', base_price => 1,
      currency => 'XBT')$$, 'INPUT', 'The currency is no ISO 4217 code in use.',
  'An unknown currency is refused');
select throws_ok(
  $$select catalog.create_product('x', pricing_model => 'flat', base_price => 1,
      price_interval => 'moon')$$, '23514', null, 'So is an unknown interval');
select throws_ok(
  $$select catalog.create_product('x', min_seats => 10, max_seats => 5)$$, '23514', null,
  'The most seats are not fewer than the fewest');
select throws_ok(
  $$select catalog.create_product('x', seat_increment => 0)$$, '23514', null,
  'Seats do not come in steps of nought');
select throws_ok(
  $$select catalog.create_product('x', metadata => '"x"')$$, '23514', null,
  'Metadata is an object');

-- Changes and denials.
select lives_ok(
  $$update catalog.products set name = 'CRM Enterprise 2', active = false where sku = 'CRM-ENT'$$,
  'Sales changes what describes a product');
select throws_ok(
  $$delete from catalog.products$$, '42501', null, 'A product is retired, not deleted');
select throws_ok(
  $$insert into catalog.products (name) values ('x')$$, '42501', null, 'nor added bare');
select test.as('viewer', 'acme');
select is((select count(*)::int from catalog.products), 7, 'A viewer reads products');
select is(
  (select (catalog.products_price(p)).unit_price::numeric from catalog.products as p
   where name = 'Seats'), 10::numeric, 'and what they cost');
select is(
  (select catalog.products_price(p) is null from catalog.products as p where sku = 'CRM-ENT'), true,
  'in the tenant''s currency');
select is(
  (select (catalog.products_price(p, 'USD')).unit_price::numeric from catalog.products as p
   where sku = 'CRM-ENT'), 99.90, 'or another');
select throws_ok($$select catalog.create_product('x')$$, '42501', null, 'A viewer creates none');
select throws_ok($$update catalog.products set name = 'x'$$, '42501', null, 'and changes none');
select test.as('finance', 'other');
select is_empty('select * from catalog.products', 'A stranger sees no product');
select is_empty('select * from catalog.prices', 'nor price');
select lives_ok(
  $$select catalog.create_product('x', sku => 'CRM-ENT')$$, 'SKUs of tenants do not meet');
select test.as('nobody', 'acme');
select throws_ok('select * from catalog.products', '42501', null, 'Nobody sees nothing');

select test.root('acme');
select results_eq(
  $$select type, count(*)::int from events.events
    where tenant_id = test.tenant('acme') and object_type in ('product', 'price')
    group by type order by type$$,
  $$values ('price.added', 5), ('product.created', 7), ('product.updated', 1)$$,
  'Everything is announced');
