-- A minimum spend: what is missing of it at the end of its period is billed as a true-up, before
-- discount and tax, on the day after; what was spent already asks for nothing.
select test.provision('acme', '2026-02-01T12:00:00Z');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.line(field jsonb) returns sales.contract_line_input language sql as $$
  select jsonb_populate_record(null::sales.contract_line_input, field) $$;
create function test.minimum(number text) returns uuid language sql security definer as $$
  select l.id from sales.contract_lines as l
  where l.contract_id = test.contract(number) and l.pricing_model = 'minimum'
  order by l."position" desc limit 1 $$;
create function test.sign(number text, amount numeric, is_for text default null,
    seats numeric default 10, ends date default '2027-01-31', frequency text default 'monthly',
    in_advance boolean default true, discount numeric default null)
  returns text language sql as $$
  select sales.create_contract((select id from customers.accounts), '2026-02-01', ends,
    contract_number => number, billing_frequency => frequency, billing_in_advance => in_advance,
    minimum_commitment => (amount, is_for)::sales.minimum_commitment, lines => array[
      test.line(jsonb_build_object('description', 'Seats', 'quantity', seats, 'unit_price', 10,
        'discount_percent', discount))]);
  select concat_ws(' ', c.contract_value, sales.contracts_minimum_commitment(c))
  from sales.contracts as c where c.contract_number = number $$;
create function test.true_ups(number text) returns table (day date, period text, amount numeric)
  language sql as $$
  select i.issue_date, item.service_period::text, item.amount::numeric
  from billing.invoices as i join billing.invoice_items as item on item.invoice_id = i.id
  where item.contract_line_id in (
      select l.id from sales.contract_lines as l where l.contract_id = test.contract(number))
    and item.kind = 'true_up'
  order by 1 $$;
create function test.to_come(number text) returns table (bill_on date, minimum numeric, missing
    numeric) language sql as $$
  select s.bill_on, s.unit_price, s.amount::numeric
  from billing.contract_schedule(test.contract(number)) as s
  join sales.contract_lines as l on l.id = s.line_id
  where l.pricing_model = 'minimum' order by 1 $$;
create function test.change(number text, price numeric default null, ends boolean default null)
  returns sales.contract_change_input[] language sql as $$
  select array[(test.minimum(number), null, null, price, ends, null)::sales.contract_change_input]
$$;
grant execute on all functions in schema test to public;

-- Signed: a line of its own, beside the value and the revenue.
select test.as('sales', 'acme');
select customers.create_account('Acme');
select is(test.sign('YEAR', 2000), '1200.00 (2000,term)',
  'A year''s contract has its minimum for the term');
select is(test.sign('LONG', 2000, ends => '2027-07-31'), '1800.00 (2000,year)',
  'a longer one for each year');
select is(test.sign('QUARTER', 310, 'quarter', in_advance => false, discount => 50),
  '600.00 (310,quarter)', 'or as is said');
select is(test.sign('ENOUGH', 1200, 'year'), '1200.00 (1200,year)', 'One is reached to the cent');
select is(test.sign('MONTH', 150, 'month', in_advance => false), '1200.00 (150,month)',
  'One is for every month');
select is(test.sign('CUT', 3650, 'year', frequency => 'annual'), '1200.00 (3650,year)',
  'One will be cut short');
select is(test.sign('CUT-TERM', 3650, 'term'), '1200.00 (3650,term)', 'and one for the term');
select is(test.sign('LATER', 2400, ends => '2028-01-31'), '2400.00 (2400,year)',
  'One will rise on the way');
select results_eq($$select sum(m.amount) from sales.mrr_movements as m$$, 'values (750::numeric)',
  'A minimum is no recurring revenue');
select results_eq($$select l.description, l.price_interval, t.quantity::numeric,
    t.unit_price::numeric
  from sales.contract_lines as l join sales.contract_line_terms as t on t.line_id = l.id
  where l.id = test.minimum('YEAR')$$,
  $$values ('Minimum commitment', 'term', 1::numeric, 2000::numeric)$$, 'It is a line');
select results_eq($$select * from test.to_come('YEAR')$$,
  $$values (date '2027-02-01', 2000::numeric, 800.00)$$,
  'The schedule shows what will be missing');
select results_eq($$select * from test.to_come('LONG')$$,
  $$values (date '2027-02-01', 2000::numeric, 800.00), ('2027-08-01', 2000, 391.78)$$,
  'for the last half-year by its days: 181 of 365');
select results_eq($$select * from test.to_come('ENOUGH')$$,
  $$values (date '2027-02-01', 1200::numeric, 0.00)$$, 'and nothing where it is reached');
select results_eq($$select c.contract_value::numeric from sales.create_contract(
    (select id from customers.accounts), '2026-02-01', '2027-01-31', contract_number => 'ALONE',
    minimum_commitment => (1000, null)::sales.minimum_commitment) as c$$, 'values (0.00)',
  'A contract may ask for nothing else');

-- Refusals.
select throws_ok($$select test.sign('X', 0)$$, 'INPUT', 'A minimum is more than nothing.',
  'A minimum is more than nothing');
select throws_ok($$select test.sign('X', null, 'year')$$, 'INPUT', null, 'with an amount');
select throws_ok($$select test.sign('X', 10, 'week')$$, 'INPUT',
  'A minimum is for a month, a quarter, a year or the term.', 'and an interval that there is');
select throws_ok($$select test.sign('X', 10, 'month', frequency => 'annual')$$, 'INPUT',
  'The contract is billed every 12 months; a minimum is for at least as long.',
  'no shorter than what is billed at once');
select throws_ok($$select sales.create_contract((select id from customers.accounts), '2026-02-01',
    '2027-01-31', lines => array[test.line(line)]) from (values (jsonb
      '{"description": "X", "pricing_model": "minimum", "unit_price": 5, "quantity": 2}')) as v (line)$$,
  'INPUT', 'A minimum has a price and an interval alone.', 'A line that is one has no quantity');
select throws_ok($$select sales.create_contract((select id from customers.accounts), '2026-02-01',
    '2027-01-31', minimum_commitment => (5, null)::sales.minimum_commitment, lines => array[
      test.line('{"description": "X", "pricing_model": "minimum", "unit_price": 5}')])$$,
  'INPUT', 'The contract has a minimum on these days already.', 'There is one at a time');
select throws_ok($$select sales.create_contract((select id from customers.accounts), '2026-02-01',
    '2027-01-31', lines => array[
      test.line('{"description": "X", "unit_price": 5, "price_interval": "term"}')])$$,
  'INPUT', 'Only a minimum is for the term.', 'Nothing else is for the term');
select throws_ok($$select billing.amend_contract(test.contract('YEAR'), '2026-03-01', array[
    (test.minimum('YEAR'), 2, null, null, null, null)::sales.contract_change_input])$$, 'INPUT',
  'A minimum changes its unit price alone.', 'It has no quantity later either');
select throws_ok($$select billing.amend_contract(test.contract('YEAR'), '2026-03-01',
    test.change('YEAR', 0))$$, 'INPUT', 'A minimum is more than nothing.', 'nor comes to nothing');

-- The first months.
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-05-01T12:00:00Z');
select results_eq($$select * from test.true_ups('MONTH')$$,
  $$values (date '2026-03-01', '[2026-02-01,2026-03-01)', 50.00),
    ('2026-04-01', '[2026-03-01,2026-04-01)', 50.00),
    ('2026-05-01', '[2026-04-01,2026-05-01)', 50.00)$$,
  'What a month lacks comes with its charges');
select results_eq($$select i.total::numeric, count(*) from billing.invoices as i
  where i.contract_id = test.contract('MONTH') group by 1$$, 'values (150.00, 3::bigint)',
  'on one invoice');
select results_eq($$select * from test.true_ups('QUARTER')$$,
  $$values (date '2026-05-01', '[2026-02-01,2026-05-01)', 10.00)$$,
  'It is compared with the charges before discount');

-- Changes and ends.
select test.as('sales', 'acme');
select lives_ok($$select billing.amend_contract(test.contract('LATER'), '2026-08-01',
  test.change('LATER', 4800))$$, 'A minimum rises within its period:');
select results_eq($$select * from test.to_come('LATER')$$,
  $$values (date '2027-02-01', 3609.86301370::numeric, 2409.86), ('2028-02-01', 4800, 3600.00)$$,
  'the days decide, 181 by the old and 184 by the new');
select results_eq($$select c.contract_value::numeric from sales.contracts as c
  where c.contract_number = 'LATER'$$, 'values (2400.00)', 'It adds nothing to the value');
select throws_ok($$select billing.amend_contract(test.contract('MONTH'), '2026-04-30',
    test.change('MONTH', 90))$$, 'INPUT', 'The commitment period is over.',
  'What is trued up is final');
select lives_ok($$select billing.amend_contract(test.contract('MONTH'), '2026-05-11',
  test.change('MONTH', ends => true))$$, 'A minimum ends');
select throws_ok($$select billing.amend_contract(test.contract('YEAR'), '2026-06-01', array[
    (null, null, null, null, null, test.line('{"description": "Second", "unit_price": 1,
      "pricing_model": "minimum"}'))::sales.contract_change_input])$$, 'INPUT',
  'The contract has a minimum on these days already.', 'A second one is refused');
select lives_ok($$select billing.amend_contract(test.contract('ENOUGH'), '2026-06-01', array[
    (test.minimum('ENOUGH'), null, null, null, true, null)::sales.contract_change_input,
    (null, null, null, null, null, test.line('{"description": "Monthly minimum", "unit_price": 120,
      "pricing_model": "minimum", "price_interval": "month"}'))::sales.contract_change_input])$$,
  'unless it takes the place of the first');
select throws_ok($$select billing.amend_contract(test.contract('MONTH'), '2026-04-15', array[
    (null, null, null, null, null, test.line('{"description": "Back", "unit_price": 1,
      "pricing_model": "minimum", "price_interval": "month"}'))::sales.contract_change_input])$$,
  'INPUT', null, 'None is added for a period that is over');
select lives_ok($$select billing.cancel_contract(test.contract('CUT'), 'Leaves', '2026-08-01',
  with_credit => true)$$, 'One contract is cancelled with credit,');
select lives_ok($$select billing.cancel_contract(test.contract('CUT-TERM'), 'Leaves',
  '2026-08-01')$$, 'one without');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-08-01T12:00:00Z');
select results_eq($$select * from test.true_ups('MONTH') where day > '2026-05-01'$$,
  $$values (date '2026-05-11', '[2026-05-01,2026-05-11)', 16.13)$$,
  'Of ten days'' minimum of 48.39 ten days of the month are spent, 32.26');
select results_eq($$select * from test.true_ups('ENOUGH')$$,
  $$values (date '2026-07-01', '[2026-06-01,2026-07-01)', 20.00),
    ('2026-08-01', '[2026-07-01,2026-08-01)', 20.00)$$,
  'The new minimum holds; the old one was on course');
select results_eq($$select * from test.true_ups('CUT')$$,
  $$values (date '2026-08-01', '[2026-02-01,2026-08-01)', 1214.93)$$,
  'Cut short, it is prorated: 1810.00 less the 595.07 that were used');
select results_eq($$select * from test.true_ups('CUT-TERM')$$,
  $$values (date '2026-08-01', '[2026-02-01,2026-08-01)', 1210.00)$$,
  'by the days of the term as signed: 1810.00 less 600.00');

-- A true-up stays when what it was compared with changes.
select test.as('sales', 'acme');
select lives_ok($$select billing.amend_contract(c.id, '2026-02-10', array[(l.id, 20, null, null,
    null, null)::sales.contract_change_input])
  from sales.contracts as c join sales.contract_lines as l on l.contract_id = c.id
  where c.contract_number = 'QUARTER' and l.pricing_model <> 'minimum'$$,
  'Seats are added from an earlier day on');
select results_eq($$select period_start, amount::numeric, invoice_id is not null
  from billing.contract_schedule(test.contract('QUARTER')) as s
  where s.line_id = test.minimum('QUARTER') and s.amount > 0$$,
  $$values (date '2026-02-01', 10.00, true), ('2026-05-01', 10.00, true)$$,
  'what was trued up stays');

-- Years end; the contract renews with its minimum.
select test.as('admin', 'acme');
select lives_ok($$update sales.contracts set renewal_uplift_percent = 10
  where contract_number = 'YEAR'$$, 'One renews for more');
select tenancy.advance_clock('2027-02-01T12:00:00Z');
select results_eq($$select * from test.true_ups('YEAR')$$,
  $$values (date '2027-02-01', '[2026-02-01,2027-02-01)', 800.00)$$, 'The year is trued up');
select results_eq($$select * from test.true_ups('LATER')$$,
  $$values (date '2027-02-01', '[2026-02-01,2027-02-01)', 2409.86)$$, 'to what its days ask for');
select results_eq($$select sales.contracts_minimum_commitment(c), c.contract_value::numeric
  from sales.contracts as c where c.contract_number = 'YEAR-R1'$$,
  $$values ((2200, 'term')::sales.minimum_commitment, 1320.00)$$,
  'The minimum renews with the uplift');
select results_eq($$select * from test.true_ups('ALONE')$$,
  $$values (date '2027-02-01', '[2026-02-01,2027-02-01)', 1000.00)$$,
  'Where nothing was spent all of it is due');
select tenancy.advance_clock('2027-08-01T12:00:00Z');
select results_eq($$select * from test.true_ups('LONG') where day > '2027-02-01'$$,
  $$values (date '2027-08-01', '[2027-02-01,2027-08-01)', 391.78)$$, 'Half a year asks for half');

-- By hand, for a contract that was entered after its end.
select test.as('sales', 'acme');
select sales.create_contract((select id from customers.accounts), '2027-05-01', '2027-06-30',
  contract_number => 'HAND', seat_count => 1, seat_price => 10, billing_frequency => 'monthly',
  auto_renew => false, minimum_commitment => (25, 'term')::sales.minimum_commitment);
select sales.create_contract((select id from customers.accounts), '2027-05-01', '2027-06-30',
  contract_number => 'HAND-0', seat_count => 1, seat_price => 10, billing_frequency => 'monthly',
  auto_renew => false, minimum_commitment => (20, 'term')::sales.minimum_commitment);
select test.as('finance', 'acme');
select results_eq($$select g.total::numeric from generate_series(1, 3) as n
    cross join lateral billing.generate_invoice(case when n > 0 then test.contract('HAND') end) as g$$,
  $$values (25.00), (25.00), (25.00)$$, 'The periods and their true-up, on one invoice');
select results_eq($$select g.total::numeric from generate_series(1, 2) as n
    cross join lateral billing.generate_invoice(case when n > 0 then test.contract('HAND-0') end) as g$$,
  $$values (20.00), (20.00)$$, 'Where it is reached the charges are billed,');
select is((select count(*) from billing.invoices where contract_id = test.contract('HAND-0')),
  1::bigint, 'nothing is left');
select results_eq($$select g.total::numeric from billing.generate_invoice(test.contract('YEAR-R1'),
    '2027-09-01', '2027-09-30') as g$$, 'values (110.00)',
  'A month is billed though the minimum is for longer');
select test.as('sales', 'acme');
select test.sign('AHEAD', 2000, frequency => 'annual', ends => '2028-01-31');
select test.as('finance', 'acme');
select results_eq($$select g.total::numeric
    from billing.generate_invoice(test.contract('AHEAD'), '2027-02-01', '2028-01-31') as g$$,
  'values (1200.00)', 'A term billed ahead is not trued up');
