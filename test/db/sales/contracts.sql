-- A contract is entered by sales, in the flat form or by lines; what is wrong is named.
select test.provision('acme', '2026-01-15T12:00:00Z', 'USD', 'America/New_York');
select test.provision('other');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.product(name text) returns uuid language sql security definer as $$
  select p.id from catalog.products as p where p.name = product.name $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'acme');
select customers.create_account('Acme');
select catalog.create_product('CRM', pricing_model => 'seat_based', base_price => 10,
  min_seats => 5, max_seats => 500, seat_increment => 5, valid_from => '2026-01-15');

-- The flat form.
select results_eq(
  $$select c.contract_number, c.status, c.currency, c.contract_value::numeric, c.billing_anchor,
      c.payment_terms_days
    from sales.create_contract(test.account('Acme'), '2026-02-01', '2027-01-31',
      contract_number => 'CTR-1', seat_count => 100, seat_price => 99.90,
      payment_terms => 'net_60') as c$$,
  $$values ('CTR-1', 'active', 'USD', 119880.00, date '2026-02-01', 60)$$,
  'Seats at a price are a contract over the year''s price');
select results_eq(
  $$select sales.contracts_seat_count(c)::numeric, sales.contracts_seat_price(c)::numeric
    from sales.contracts as c$$,
  'values (100::numeric, 99.90)', 'and read back as seats');
select results_eq(
  $$select c.contract_value::numeric from sales.create_contract(test.account('Acme'), '2026-02-01',
      '2027-01-31', contract_number => 'CTR-2', product_id => test.product('CRM'),
      seat_count => 100, billing_frequency => 'monthly') as c$$,
  'values (12000.00)', 'A product brings its price');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-02-01', '2027-01-31',
    product_id => test.product('CRM'), seat_count => 7)$$, 'SEATS', null,
  'Seats off the increment are refused');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-02-01', '2027-01-31',
    product_id => test.product('CRM'), seat_count => 505)$$, 'SEATS', null,
  'and above the maximum');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-01-01', '2026-12-31',
    product_id => test.product('CRM'), seat_count => 5)$$, 'NOPRC', null,
  'A product without a price on the first day is refused');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-02-01', '2027-01-31',
    seat_count => -1, seat_price => 1)$$, 'INPUT', null, 'Negative seats are refused');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-02-01', '2026-01-31',
    seat_count => 1, seat_price => 1)$$, 'INPUT', 'The end date lies before the start date.',
  'An end before the start is refused');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-02-01', '2027-01-31')$$,
  'INPUT', 'Say how many seats, or give lines.', 'A contract over nothing is refused');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-02-01', '2027-01-31',
    contract_number => 'CTR-1', seat_count => 1, seat_price => 1)$$, '23505', null,
  'A number is given once');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-02-01', '2027-01-31',
    seat_count => 1, seat_price => 1, currency => 'XXX')$$, '23514', null,
  'An unknown currency is refused');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-02-01', '2027-01-31',
    seat_count => 'NaN', seat_price => 1)$$, null, null, 'Seats that are no number are refused');
select throws_ok(
  $$select sales.create_contract(uuidv7(), '2026-02-01', '2027-01-31', seat_count => 1,
    seat_price => 1)$$, 'NOTFD', 'No account has this id.', 'An unknown account is refused');
select is((select count(*) from sales.contracts), 2::bigint, 'Nothing of the refused is kept');

-- Lines.
select lives_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-01-01', '2026-12-31',
    contract_number => 'CTR-3', billing_frequency => 'quarterly', lines => array[
      (null, null, 'Platform', 'flat', null, null, 500, null, null, null, 'month', null, null, null,
        null, null),
      (null, null, 'Seats', 'volume', 60, null, null,
        array[(50, 10, 0), (null, 8, 0)]::catalog.tier[], null, null, 'month', null, null, 10,
        array[('2026-07-01', 100, null)]::sales.ramp_step_input[], null),
      (null, null, 'Set-up', null, 1, null, 1000, null, null, null, 'one_time', null, null, null,
        null, null)
    ]::sales.contract_line_input[])$$, 'Lines of several kinds are entered');
select results_eq(
  $$select l.description, l.pricing_model, t.valid, t.quantity::numeric
    from sales.contract_lines as l join sales.contract_line_terms as t on t.line_id = l.id
    where l.contract_id = test.contract('CTR-3') order by l."position", t.valid$$,
  $$values ('Platform', 'flat', daterange('2026-01-01', '2027-01-01'), 1::numeric),
    ('Seats', 'volume', daterange('2026-01-01', '2026-07-01'), 60),
    ('Seats', 'volume', daterange('2026-07-01', '2027-01-01'), 100),
    ('Set-up', 'per_unit', daterange('2026-01-01', '2027-01-01'), 1)$$,
  'A ramp is two versions of the line''s terms');
select results_eq(
  $$select period_start, amount::numeric, discount::numeric
    from billing.contract_schedule(test.contract('CTR-3')) as s
    join sales.contract_lines as l on l.id = s.line_id where l.description = 'Seats'$$,
  $$values (date '2026-01-01', 1440.00, 144.00), ('2026-04-01', 1440.00, 144.00),
    ('2026-07-01', 2400.00, 240.00), ('2026-10-01', 2400.00, 240.00)$$,
  'The schedule prices each quarter by volume, less the line''s discount');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-01-01', '2026-12-31', lines => array[
      (null, null, 'Seats', 'graduated', 60, null, null, array[(50, 10, 0)]::catalog.tier[], null,
        null, 'month', null, null, null, null, null)]::sales.contract_line_input[])$$,
  'QATAB', null, 'A quantity above the tiers is refused');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-01-01', '2026-12-31', lines => array[
      (null, null, 'Seats', null, 1, null, 1, null, null, null, 'month', '2027-02-01', null, null,
        null, null)]::sales.contract_line_input[])$$,
  'INPUT', 'The line starts outside the contract''s term.', 'A line outside the term is refused');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-01-01', '2026-12-31', lines => array[
      (null, null, 'Seats', null, 1, null, 1, null, null, null, 'month', null, null, null,
        array[('2026-01-01', 2, null)]::sales.ramp_step_input[], null)]::sales.contract_line_input[])$$,
  'INPUT', null, 'A ramp step on the first day is refused');

-- Draft and active.
select results_eq(
  $$select c.status from sales.create_contract(test.account('Acme'), '2026-02-01', '2027-01-31',
    contract_number => 'CTR-4', seat_count => 1, seat_price => 1, status => 'draft') as c$$,
  $$values ('draft')$$, 'A draft waits');
select results_eq(
  $$select c.status from sales.activate_contract(test.contract('CTR-4')) as c$$,
  $$values ('active')$$, 'until it is activated,');
select throws_ok($$select sales.activate_contract(test.contract('CTR-4'))$$, 'TRANS', null, 'once');
select throws_ok($$select customers.delete_account(test.account('Acme'))$$, 'CNFLT', null,
  'An account with running contracts is not deleted');

-- What may be changed by hand.
select lives_ok($$update sales.contracts set notes = 'Signed by both.' where contract_number = 'CTR-1'$$,
  'Sales keeps notes');
select throws_ok($$update sales.contracts set end_date = '2030-01-01'$$, '42501', null,
  'but does not move the end');

select test.as('viewer', 'acme');
select is((select count(*) from sales.contracts), 4::bigint, 'A viewer reads contracts');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-02-01', '2027-01-31', seat_count => 1,
    seat_price => 1)$$, '42501', null, 'and makes none');

select test.as('admin', 'other');
select is_empty('select * from sales.contracts', 'A stranger sees no contract');
select is_empty('select * from sales.contract_lines', 'no line');
select is_empty('select * from sales.contract_line_terms', 'no terms');
select throws_ok($$select billing.contract_schedule(test.contract('CTR-1'))$$, 'NOTFD',
  'No contract has this id.', 'no schedule');
select throws_ok($$select sales.activate_contract(test.contract('CTR-1'))$$, 'NOTFD',
  'No contract has this id.', 'activates none');
select throws_ok(
  $$select sales.create_contract(test.account('Acme'), '2026-02-01', '2027-01-31', seat_count => 1,
    seat_price => 1)$$, 'NOTFD', 'No account has this id.', 'and signs for no foreign account');
