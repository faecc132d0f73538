-- Discounts and coupons of the catalog: entered, changed and archived by sales and finance.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.discount(name text) returns uuid language sql security definer as $$
  select d.id from catalog.discounts as d where d.name = discount.name $$;
create function test.product(name text) returns uuid language sql security definer as $$
  select p.id from catalog.products as p where p.name = product.name $$;
grant execute on all functions in schema test to public;
select test.as('sales', 'other');
select catalog.create_product('Theirs');

-- Sales enters them.
select test.as('sales', 'acme');
select catalog.create_product('CRM');
select results_eq(
  $$select percent::numeric, amount, currency, code, duration, duration_months, active,
      redemptions_count from catalog.create_discount('Launch', percent => 20, code => 'Launch-20')$$,
  $$values (20::numeric, null::kernel.amount, null::text, 'LAUNCH-20', 'once', null::int, true, 0)$$,
  'A discount of some percent holds once unless it says else');
select results_eq(
  $$select amount::text, currency, duration, duration_months
    from catalog.create_discount('Fifty', amount => 50, duration_months => 3)$$,
  $$values ('50.00', 'USD', 'repeating', 3)$$,
  'An amount is in the tenant''s currency unless it says else; months make it repeat');
select results_eq(
  $$select amount::text, product_ids from catalog.create_discount('Yen', amount => 500,
    currency => 'JPY', duration => 'forever', product_ids => array[test.product('CRM')])$$,
  $$values ('500', array[test.product('CRM')])$$, 'It may be for some products alone');
select throws_ok($$select catalog.create_discount('x', percent => 5, code => 'launch-20')$$, '23505',
  null, 'A code is given once, in capitals or not');
select throws_ok($$select catalog.create_discount('x', percent => 5, amount => 5)$$, '23514', null,
  'It is a percentage or an amount');
select throws_ok($$select catalog.create_discount('x')$$, '23514', null, 'one of them');
select throws_ok($$select catalog.create_discount('x', percent => 0)$$, '23514', null,
  'above nothing');
select throws_ok($$select catalog.create_discount('x', percent => 100.1)$$, '23514', null,
  'at most all');
select throws_ok($$select catalog.create_discount('x', amount => -1)$$, '23514', null,
  'never below zero');
select throws_ok($$select catalog.create_discount('x', amount => 0.001)$$, 'INPUT',
  'The amount has more decimals than its currency.', 'in minor units');
select throws_ok($$select catalog.create_discount('x', percent => 5, currency => 'USD')$$, '23514',
  null, 'A percentage has no currency');
select throws_ok($$select catalog.create_discount('x', amount => 5, currency => 'XXX')$$, 'INPUT',
  'The currency is no ISO 4217 code in use.', 'An amount has one that is in use');
select throws_ok($$select catalog.create_discount('x', percent => 5, duration => 'repeating')$$,
  '23514', null, 'What repeats says how long');
select throws_ok($$select catalog.create_discount('x', percent => 5, duration => 'once',
  duration_months => 2)$$, '23514', null, 'the others do not');
select throws_ok($$select catalog.create_discount('x', percent => 5, duration => 'often')$$, '23514',
  null, 'No other duration is known');
select throws_ok($$select catalog.create_discount('x', percent => 5, code => 'with space')$$,
  '23514', null, 'A code has letters and digits');
select throws_ok($$select catalog.create_discount('x', percent => 5, valid_from => '2026-02-01',
  valid_to => '2026-01-31')$$, '23514', null, 'Its days are in order');
select throws_ok($$select catalog.create_discount('x', percent => 5, max_redemptions => 0)$$, '23514',
  null, 'It can be redeemed at least once');
select throws_ok($$select catalog.create_discount('x', percent => 5, product_ids => '{}')$$, '23514',
  null, 'It is for some product');
select throws_ok($$select catalog.create_discount('x', percent => 5,
  product_ids => array[test.product('Theirs')])$$, 'NOTFD', 'No product has this id.',
  'Another''s product is none');
select throws_ok($$select catalog.create_discount('x', percent => 5,
  product_ids => array[null::uuid])$$, 'NOTFD', 'No product has this id.', 'nor is nothing');

-- Changed: who redeems it later gets the new terms.
select lives_ok($$update catalog.discounts set name = 'Spring', percent = 25, valid_to = '2026-06-30',
  max_redemptions = 100 where name = 'Launch'$$, 'Its terms change');
select lives_ok($$update catalog.discounts set percent = null, amount = 5, currency = 'EUR'
  where name = 'Spring'$$, 'Also from a percentage to an amount');
select throws_ok($$update catalog.discounts set code = 'launch-20' where name = 'Fifty'$$, '23505', null,
  'but not to a code that is taken');
select throws_ok($$update catalog.discounts set product_ids = array[test.product('Theirs')]$$, 'NOTFD',
  'No product has this id.', 'nor to another''s product');
select throws_ok($$update catalog.discounts set redemptions_count = 0$$, '42501', null,
  'Nobody writes the count');
select throws_ok($$insert into catalog.discounts (name, percent) values ('x', 1)$$, '42501', null,
  'nor enters one without the command');
select throws_ok('delete from catalog.discounts', '42501', null, 'nor deletes one');
select is((select active from catalog.archive_discount(test.discount('Fifty'))), false,
  'It is archived');
select is((select active from catalog.archive_discount(test.discount('Fifty'))), false,
  'again without harm');
select throws_ok('select catalog.archive_discount(uuidv7())', 'DCNFD', 'No discount has this id.',
  'One must be there');

-- Who else.
select test.as('finance', 'acme');
select lives_ok($$select catalog.create_discount('By finance', percent => 1)$$, 'Finance enters them');
select test.as('viewer', 'acme');
select isnt_empty('select * from catalog.discounts', 'A viewer reads them');
select throws_ok($$select catalog.create_discount('x', percent => 5)$$, '42501', null,
  'and enters none');
select throws_ok($$select catalog.archive_discount(test.discount('Yen'))$$, '42501', null,
  'nor archives one');
select throws_ok($$update catalog.discounts set active = false$$, '42501', null, 'nor changes one');
select test.as('admin', 'other');
select is_empty('select * from catalog.discounts', 'A stranger sees none');
select throws_ok($$select catalog.archive_discount(test.discount('Yen'))$$, 'DCNFD', null,
  'and archives none');
select lives_ok($$select catalog.create_discount('Theirs', percent => 5, code => 'LAUNCH-20')$$,
  'but may use the same code');
select throws_ok($$select catalog.count_redemption(test.discount('Yen'))$$, '42501', null,
  'Nobody counts by hand');
