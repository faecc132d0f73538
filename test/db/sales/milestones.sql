-- A price that is charged in parts, each on its day: the parts add up to it, whatever they are.
select test.provision('acme', '2026-01-15T12:00:00Z');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.line(field jsonb) returns sales.contract_line_input language sql as $$
  select jsonb_populate_record(null::sales.contract_line_input, field) $$;
create function test.sign(number text, line jsonb, currency text default null)
  returns numeric language sql as $$
  select c.contract_value::numeric from sales.create_contract((select id from customers.accounts),
    '2026-02-01', '2027-01-31', contract_number => number, currency => currency,
    billing_frequency => 'monthly', lines => array[test.line(line)]) as c $$;
create function test.lines(number text) returns table (description text, day date, amount numeric)
  language sql as $$
  select l.description, s.bill_on, s.amount::numeric
  from billing.contract_schedule(test.contract(number)) as s
  join sales.contract_lines as l on l.id = s.line_id order by l."position", s.bill_on $$;
-- What a line is refused for, and where.
create function test.fault(line jsonb) returns text language plpgsql as $$
declare
  v_message text;
  v_pointer text;
begin
  perform test.sign('Refused', line);
  return 'nothing';
exception when others then
  get stacked diagnostics v_message = message_text, v_pointer = column_name;
  return concat_ws(' ', v_pointer, v_message);
end $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'acme');
select customers.create_account('Acme');
select is(test.sign('P', '{"description": "Implementation", "quantity": 3, "unit_price": 3333.33,
    "discount_percent": 10, "milestones": [
      {"date": "2026-02-01", "percent": 33.333333, "description": "Kick-off"},
      {"date": "2026-05-15", "percent": 33.333333, "description": "Go-live"},
      {"date": "2026-05-15", "percent": 33.333334}]}'), 9000.00,
  'A price in three parts is worth what it is, less the discount');
select results_eq($$select * from test.lines('P')$$,
  $$values ('Implementation: Kick-off', date '2026-02-01', 3333.33),
    ('Implementation: Go-live', '2026-05-15', 3333.33),
    ('Implementation: 3 of 3', '2026-05-15', 3333.33)$$, 'Each is a line that is charged once');
select is(test.sign('T', '{"description": "Thirds", "unit_price": 100, "milestones": [
    {"date": "2026-03-01", "percent": 33.3}, {"date": "2026-04-01", "percent": 33.4},
    {"date": "2026-05-01", "percent": 33.3}]}', 'JPY'), 100::numeric,
  'Where there are no cents');
select results_eq($$select amount from test.lines('T')$$,
  'values (33::numeric), (34), (33)', 'the parts add up all the same');
select is(test.sign('A', '{"description": "Set-up", "unit_price": 500, "milestones": [
    {"date": "2026-12-01", "amount": 199.99}, {"date": "2026-03-01", "amount": 300.01}]}'),
  500.00, 'Parts may be amounts');
select is(test.sign('S', '{"description": "Set-up", "quantity": 7, "milestones": [
    {"date": "2026-12-01", "amount": 199.99}, {"date": "2026-03-01", "amount": 300.01}]}'),
  500.00, 'which are the price where there is none');
select catalog.create_product('Onboarding', pricing_model => 'per_unit', base_price => 250,
  price_interval => 'one_time', min_seats => 4, valid_from => '2026-01-01');
select catalog.create_product('CRM', pricing_model => 'per_unit', base_price => 10,
  valid_from => '2026-01-01');
select is(test.sign('O', jsonb_build_object('product_id', (select id from catalog.products
    where name = 'Onboarding'), 'quantity', 2, 'milestones', jsonb '[
      {"date": "2026-03-01", "percent": 50}, {"date": "2026-06-01", "percent": 50}]')),
  1000.00, 'A product''s price is split as well, at the quantity that is billed');
select results_eq($$select * from test.lines('O')$$,
  $$values ('Onboarding: 1 of 2', date '2026-03-01', 500.00),
    ('Onboarding: 2 of 2', '2026-06-01', 500.00)$$, 'and the minimum does not count again');

-- Refusals name the milestone.
select results_eq($$select test.fault(jsonb '{"description": "X", "unit_price": 100}'
    || jsonb_build_object('milestones', m)) from (values
      (1, jsonb '[]'),
      (2, '[{"percent": 100}]'),
      (3, '[{"date": "2026-02-01", "percent": 50}, {"date": "2027-02-01", "percent": 50}]'),
      (4, '[{"date": "2026-02-01"}]'),
      (5, '[{"date": "2026-02-01", "percent": 100, "amount": 100}]'),
      (6, '[{"date": "2026-02-01", "amount": -1}]'),
      (7, '[{"date": "2026-02-01", "amount": 99.999}, {"date": "2026-02-01", "amount": 0.001}]'),
      (8, '[{"date": "2026-02-01", "percent": 0}]'),
      (9, '[{"date": "2026-02-01", "percent": 50}, {"date": "2026-02-01", "amount": 50}]'),
      (10, '[{"date": "2026-02-01", "percent": 50}, {"date": "2026-02-01", "percent": 49.9}]'),
      (11, '[{"date": "2026-02-01", "amount": 50}, {"date": "2026-02-01", "amount": 49.99}]'),
      (12, jsonb_build_array(jsonb_build_object('date', '2026-02-01', 'percent', 100,
        'description', repeat('x', 500))))
    ) as asked (n, m) order by n$$,
  $$values
    ('lines/0/milestones A line has 1 to 100 milestones.'),
    ('lines/0/milestones/0/date A milestone has its day.'),
    ('lines/0/milestones/1/date The line runs from 2026-02-01 to 2027-01-31.'),
    ('lines/0/milestones/0 A milestone has an amount or a percentage.'),
    ('lines/0/milestones/0 A milestone has an amount or a percentage.'),
    ('lines/0/milestones/0/amount A milestone is more than nothing.'),
    ('lines/0/milestones/0/amount An amount in USD has 2 decimals at most.'),
    ('lines/0/milestones/0/percent A milestone is more than nothing.'),
    ('lines/0/milestones All milestones have amounts, or all have percentages.'),
    ('lines/0/milestones The percentages add up to 99.9, not to 100.'),
    ('lines/0/milestones The milestones add up to 99.99, the price is 100.00.'),
    ('lines/0/milestones/0/description A description has 1 to 500 characters, with the line''s before it.')$$,
  'What is wrong is named');
select is(test.fault('{"description": "X", "unit_price": 1, "price_interval": "month",
  "milestones": [{"date": "2026-02-01", "percent": 100}]}'),
  'lines/0/price_interval Milestones stand in place of a ramp and of a price by the month.',
  'A price by the month has no milestones');
select is(test.fault(jsonb_build_object('product_id', (select id from catalog.products
    where name = 'CRM'), 'milestones', jsonb '[{"date": "2026-02-01", "percent": 100}]')),
  'lines/0/price_interval Milestones stand in place of a ramp and of a price by the month.',
  'nor has a product of that kind');
select is(test.fault('{"description": "X", "milestones": [{"date": "2026-02-01", "percent": 100}]}'),
  'lines/0/unit_price Name a product or give a price.', 'Percentages are of a price');

select is(test.fault(jsonb_build_object('description', 'X', 'unit_price', 100, 'milestones',
    (select jsonb_agg(jsonb_build_object('date', '2026-02-01', 'percent', 1))
      from generate_series(1, 101)))), 'lines/0/milestones A line has 1 to 100 milestones.',
  'There are not too many of them');
select throws_ok($$select sales.create_contract((select id from customers.accounts), '2026-02-01',
    '2027-01-31', lines => array(select test.line(jsonb_build_object('description', 'X',
      'unit_price', 100, 'milestones', (select jsonb_agg(jsonb_build_object('date', '2026-02-01',
        'percent', 1)) from generate_series(1, 100)))) from generate_series(1, 6)))$$, 'INPUT',
  'At most 500 lines come at once; each milestone is one.', 'nor of all lines together');

-- With an amendment: what is due by now comes with the next invoice, the rest on its day.
select sales.create_contract((select id from customers.accounts), '2026-02-01', '2027-01-31',
  contract_number => 'Y', seat_count => 1, seat_price => 100);
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-08-01T12:00:00Z');
select test.as('sales', 'acme');
select results_eq($$select l.kind, l.period_start, l.amount::numeric
    from billing.amend_contract(test.contract('Y'), '2026-08-01', array[(null, null, null, null,
      null, test.line('{"description": "Migration", "unit_price": 900, "milestones": [
        {"date": "2026-08-01", "percent": 40}, {"date": "2026-10-05", "percent": 60}]}')
      )::sales.contract_change_input], invoice_now => true) as r
    cross join unnest(r.lines) as l$$,
  $$values ('charge', date '2026-08-01', 360.00)$$, 'The first is billed at once');
select throws_ok($$select billing.amend_contract(test.contract('Y'), '2026-08-01', array[
    (null, null, null, null, null, test.line('{"description": "Late", "unit_price": 900,
      "milestones": [{"date": "2026-07-31", "percent": 100}]}'))::sales.contract_change_input])$$,
  'INPUT', 'The line runs from 2026-08-01 to 2027-01-31.', 'None lies before the amendment');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-11-01T12:00:00Z');
select results_eq($$select i.issue_date, i.billing_type, item.description, item.kind,
    item.amount::numeric
  from billing.invoices as i join billing.invoice_items as item on item.invoice_id = i.id
  where i.contract_id = test.contract('Y') and i.issue_date > '2026-02-01' order by 1$$,
  $$values (date '2026-08-01', 'adjustment', 'Migration: 1 of 2', 'one_time', 360.00),
    ('2026-10-05', 'one_time', 'Migration: 2 of 2', 'one_time', 540.00)$$,
  'the second on its day');
select results_eq($$select contract_value::numeric from sales.contracts
  where contract_number = 'Y'$$, 'values (2100.00)', 'The contract is worth both');
select results_eq($$select i.issue_date, i.total::numeric from billing.invoices as i
  where i.contract_id = test.contract('P') order by 1$$,
  $$values (date '2026-02-01', 3000.00), ('2026-05-15', 6000.00)$$,
  'Milestones of one day are one invoice');
