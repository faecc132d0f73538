-- Discounts of contracts: agreed once, copied, counted, ended.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.product(name text) returns uuid language sql security definer as $$
  select p.id from catalog.products as p where p.name = product.name $$;
create function test.discount(name text) returns uuid language sql security definer as $$
  select d.id from catalog.discounts as d where d.name = discount.name $$;
create function test.given(number text, name text) returns uuid language sql security definer as $$
  select d.id from sales.contract_discounts as d
  where d.contract_id = test.contract(number) and d.name = given.name
  order by d.redeemed_at desc, d.id desc limit 1 $$;
create function test.line(product text, price numeric)
  returns sales.contract_line_input language sql as $$
  select jsonb_populate_record(null::sales.contract_line_input, jsonb_build_object(
    'product_id', test.product(product), 'quantity', 1, 'unit_price', price)) $$;
create function test.own(percent numeric, amount numeric default null, duration text default null,
    months int default null, reason text default 'Loyal', starts_on date default null)
  returns sales.contract_discount_input language sql as $$
  select (null, null, percent, amount, duration, months, starts_on, reason)
    ::sales.contract_discount_input $$;
create function test.sign(number text, discounts sales.contract_discount_input[] default null,
    coupons text[] default null, status text default 'active', frequency text default 'monthly',
    currency text default 'USD', starts date default '2026-02-01', ends date default '2027-01-31')
  returns uuid language sql as $$
  select c.id from sales.create_contract(test.account('Acme'), starts, ends,
    contract_number => number, lines => array[test.line('CRM', 100), test.line('Support', 50)],
    billing_frequency => frequency, currency => currency, discounts => discounts,
    coupon_codes => coupons, status => status) as c $$;
create function test.listed(number text)
  returns table (place int, name text, code text, percent numeric, amount text, duration text,
    remaining text) language sql as $$
  select d."position", d.name, d.code, d.percent, d.amount::text, d.duration,
    d.remaining_amount::text
  from sales.contract_discounts as d where d.contract_id = test.contract(number)
  order by d."position" $$;
create function test.redeemed(name text) returns int language sql security definer as $$
  select d.redemptions_count from catalog.discounts as d where d.name = redeemed.name $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'other');
select catalog.create_discount('Theirs', percent => 5, code => 'THEIRS');
select test.as('sales', 'acme');
select customers.create_account('Acme');
select customers.create_account('Beta');
select catalog.create_product(name) from unnest('{CRM,Support,Mail}'::text[]) as name;
select catalog.create_discount('Ten', percent => 10, code => 'TEN');
select catalog.create_discount('Hundred', amount => 100, code => 'Hundred');
select catalog.create_discount('Year', percent => 20, duration_months => 12);
select catalog.create_discount('Euro', amount => 5, currency => 'EUR', code => 'EURO');
select catalog.create_discount('For mail', percent => 5, code => 'MAIL',
  product_ids => array[test.product('Mail')]);
select catalog.create_discount('For CRM', percent => 50, duration => 'forever',
  product_ids => array[test.product('CRM')]);
select catalog.create_discount('Early', percent => 5, code => 'EARLY', valid_to => '2026-01-14');
select catalog.create_discount('Late', percent => 5, code => 'LATE', valid_from => '2026-01-16');
select catalog.create_discount('Days', percent => 5, code => 'DAYS', valid_from => '2026-01-15',
  valid_to => '2026-01-15');
select catalog.create_discount('Two', percent => 5, code => 'TWO', max_redemptions => 2);
select catalog.create_discount('Own once', percent => 5, code => 'ONE',
  max_redemptions_per_account => 1);
select catalog.create_discount('Gone', percent => 5, code => 'GONE');
select catalog.archive_discount(test.discount('Gone'));

-- Signed with the contract: in the order given, coupons last.
select lives_ok($$select test.sign('A', coupons => '{hundred, TEN}',
  discounts => array[test.own(5), (test.discount('Year'), null, null, null, null, null, null, null)
    ::sales.contract_discount_input])$$, 'A contract is signed with discounts and coupons');
select results_eq($$select * from test.listed('A')$$,
  $$values (1, 'Discount', null, 5::numeric, null, 'forever', null),
    (2, 'Year', null, 20, null, 'repeating', null),
    (3, 'Hundred', 'HUNDRED', null, '100.00', 'once', '100.00'),
    (4, 'Ten', 'TEN', 10, null, 'once', null)$$,
  'Those of staff first; one of its own holds for the whole contract');
select results_eq($$select distinct starts_on from sales.contract_discounts$$,
  $$values (date '2026-02-01')$$, 'They start with it');
select results_eq($$select valid from sales.contract_discounts where name = 'Year'$$,
  $$values (daterange('2026-02-01', '2027-02-01'))$$, 'Twelve months are twelve months');
select lives_ok($$update catalog.discounts set percent = 99, name = 'Ten' where name = 'Ten'$$,
  'The catalog changes,');
select is((select percent::numeric from sales.contract_discounts where name = 'Ten'), 10::numeric,
  'what was agreed stays');
select lives_ok($$update catalog.discounts set percent = 10 where name = 'Ten'$$, 'and back');

-- Later.
select results_eq(
  $$select d."position", d.starts_on, d.amount::text, d.duration, d.remaining_amount::text
    from sales.apply_discount(test.contract('A'), amount => 30, reason => 'Sorry') as d$$,
  $$values (3, date '2026-02-01', '30.00', 'once', '30.00')$$,
  'Another of staff comes before the coupons; an amount is given once');
select results_eq($$select place, code from test.listed('A') where code is not null$$,
  $$values (4, 'HUNDRED'), (5, 'TEN')$$, 'which move on');
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'ten')$$, '23P01', null,
  'A contract has a discount once');
select throws_ok($$select test.sign('X', coupons => '{TEN, ten}')$$, '23P01', null,
  'also when it is signed');

-- What cannot be had.
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'NONE')$$, 'DCNFD',
  'No active coupon has this code.', 'A code that nobody gave');
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'THEIRS')$$, 'DCNFD', null,
  'another''s code');
select throws_ok($$select sales.apply_discount(test.contract('A'), test.discount('Theirs'))$$, 'DCNFD',
  'No active discount has this id.', 'another''s discount');
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'GONE')$$, 'DCNFD', null,
  'one that is archived');
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'EARLY')$$, 'DCEXP',
  'Early could be redeemed until 2026-01-14.', 'one that is over');
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'LATE')$$, 'DCEXP',
  'Late can be redeemed from 2026-01-16 on.', 'one that has not begun');
select lives_ok($$select sales.apply_discount(test.contract('A'), code => 'DAYS')$$,
  'but on its first day, which is its last');
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'EURO')$$, 'DCCUR',
  'Euro is an amount in EUR, the contract is in USD.', 'another currency');
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'MAIL')$$, 'DCPRO',
  'For mail is for no product of the contract.', 'a product that it has not');
select lives_ok($$select test.sign('E', currency => 'EUR', coupons => '{euro,ten}')$$,
  'In euros it can, and percent are of any currency');
select throws_ok($$select sales.apply_discount(test.contract('A'))$$, 'INPUT', null, 'Nothing');
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'ONE', percent => 5)$$,
  'INPUT', null, 'two at once');
select throws_ok($$select sales.apply_discount(test.contract('A'), percent => 5)$$, 'INPUT',
  'Say why the contract gets a discount of its own.', 'one of its own without a reason');
select throws_ok(
  $$select sales.apply_discount(test.contract('A'), amount => 1.001, reason => 'x')$$, 'INPUT',
  'The amount has more decimals than its currency.', 'half a cent');
select throws_ok(
  $$select sales.apply_discount(test.contract('A'), percent => 101, reason => 'x')$$, '23514', null,
  'more than all');
select throws_ok($$select sales.apply_discount(test.contract('A'), percent => 0, reason => 'x')$$,
  '23514', null, 'nothing of all');
select throws_ok($$select sales.apply_discount(test.contract('A'), percent => 1, reason => 'x',
  duration => 'repeating')$$, '23514', null, 'what repeats for ever');
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'ONE',
  duration => 'forever')$$, 'INPUT', null, 'a coupon made longer');
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'ONE',
  starts_on => '2026-01-31')$$, 'INPUT', 'The contract runs from 2026-02-01 to 2027-01-31.',
  'a day outside the contract');
select throws_ok($$select sales.apply_discount(uuidv7(), code => 'ONE')$$, 'NOTFD', null,
  'no contract');
select throws_ok($$select test.sign('X', array[test.own(null, 5, 'once'), test.own(5,
  reason => '')])$$, 'INPUT', 'Say why the contract gets a discount of its own.',
  'A contract with one that is wrong is not signed');
select throws_ok($$select test.sign('X', array(select test.own(1) from generate_series(1, 21)))$$,
  'INPUT', 'A contract has at most 20 discounts at a time.', 'nor with too many');
select is_empty($$select * from sales.contracts where contract_number = 'X'$$, 'Nothing is left of it');

-- Limits.
select is(test.redeemed('Ten'), 2, 'Redemptions are counted');
select lives_ok($$select test.sign('T1', coupons => '{two,one}')$$, 'The first of two');
select lives_ok($$select test.sign('T2', coupons => '{two}')$$, 'the second');
select throws_ok($$select test.sign('T3', coupons => '{two}')$$, 'DCEXH',
  'The discount was redeemed as often as it may be.', 'but no third');
select throws_ok($$select sales.apply_discount(test.contract('T2'), code => 'one')$$, 'DCEXH',
  'The account redeemed the discount as often as it may.', 'An account redeems it once');
select lives_ok($$select sales.apply_discount((select c.id from sales.create_contract(
    test.account('Beta'), '2026-02-01', '2027-01-31', seat_count => 1, seat_price => 1) as c),
  code => 'one')$$, 'another account as well');
select throws_ok($$update catalog.discounts set max_redemptions = 1 where name = 'Two'$$, '23514', null,
  'A limit is not set below what was redeemed');
select results_eq(
  $$select d.ended_on, d.is_used from sales.end_discount(test.contract('T2'),
    test.given('T2', 'Two')) as d$$,
  $$values (date '2026-01-15', false)$$, 'One that is ended unused');
select is(test.redeemed('Two'), 1, 'is returned');
select lives_ok($$select test.sign('T3', coupons => '{two}')$$, 'and can be redeemed again');
select throws_ok(
  $$select sales.end_discount(test.contract('T2'), test.given('T2', 'Two'))$$,
  'TRANS', 'The discount ended on 2026-01-15.', 'It ends once');
select throws_ok($$select sales.end_discount(test.contract('T2'), test.given('T1', 'Two'))$$,
  'DCNFD', 'No discount of this contract has this id.', 'in its own contract');
select throws_ok($$select sales.end_discount(test.contract('T3'), test.given('T3', 'Two'),
  '2026-01-14')$$, 'INPUT', null, 'today at the earliest');

-- Who else.
select test.as('finance', 'acme');
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'ONE')$$, '42501', null,
  'Finance gives no contract a discount');
select throws_ok($$select sales.end_discount(test.contract('A'), test.given('A', 'Ten'))$$, '42501',
  null, 'nor ends one');
select isnt_empty('select * from sales.contract_discounts', 'but reads them');
select isnt_empty('select * from sales.redemptions', 'and who redeemed them');
select throws_ok($$update sales.contract_discounts set remaining_amount = 0$$, '42501', null,
  'Nobody writes them');
select throws_ok($$select sales.redeem(test.discount('Ten'), test.account('Acme'))$$, '42501', null,
  'Nobody redeems by hand');
select test.as('admin', 'other');
select is_empty('select * from sales.contract_discounts', 'A stranger sees none');
select is_empty('select * from sales.redemptions', 'not even that somebody redeemed one');
select throws_ok($$select sales.apply_discount(test.contract('A'), code => 'THEIRS')$$, 'NOTFD', null,
  'and gives none');
select throws_ok($$select sales.end_discount(test.contract('A'), test.given('A', 'Ten'))$$, 'NOTFD',
  null, 'nor ends one');
