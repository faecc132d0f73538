-- Ramp deals: quantity and price rise as agreed, from their days on; seats that are committed are
-- billed at least, whatever is in use.
select test.provision('acme', '2026-02-01T12:00:00Z');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.line_of(number text) returns uuid language sql security definer as $$
  select l.id from sales.contract_lines as l where l.contract_id = test.contract(number)
  order by l."position" limit 1 $$;
create function test.sign(number text, line jsonb, frequency text default 'quarterly')
  returns numeric language sql as $$
  select c.contract_value::numeric from sales.create_contract((select id from customers.accounts),
    '2026-02-01', '2027-01-31', contract_number => number, billing_frequency => frequency,
    lines => array[jsonb_populate_record(null::sales.contract_line_input,
      '{"description": "Seats"}' || line)]) as c $$;
create function test.billed(number text) returns table (day date, quantity numeric, price numeric,
    amount numeric) language sql as $$
  select s.period_start, s.quantity, s.unit_price, s.amount::numeric
  from billing.contract_schedule(test.contract(number)) as s order by s.period_start $$;
create function test.fault(line jsonb) returns text language plpgsql as $$
declare
  v_code text;
  v_message text;
  v_pointer text;
begin
  perform test.sign('Refused', line);
  return 'nothing';
exception when others then
  get stacked diagnostics v_code = returned_sqlstate, v_message = message_text,
    v_pointer = column_name;
  return concat_ws(' ', v_code, v_pointer, v_message);
end $$;
create function test.change(number text, quantity numeric default null, committed numeric
    default null, price numeric default null) returns sales.contract_change_input[] language sql as $$
  select array[(test.line_of(number), quantity, committed, price, null,
    null)::sales.contract_change_input] $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'acme');
select customers.create_account('Acme');
select catalog.create_product('CRM', pricing_model => 'seat_based', base_price => 99.90,
  min_seats => 10, max_seats => 500, seat_increment => 5, valid_from => '2026-01-01');

-- Steps.
select is(test.sign('R', '{"quantity": 10, "unit_price": 10, "ramp": [
    {"from": "2026-08-01", "quantity": 20}, {"from": "2026-11-01", "unit_price": 12},
    {"from": "2026-05-15", "quantity": 15, "unit_price": 11}]}'), 2145.32,
  'A ramp in any order is worth its steps');
select results_eq($$select * from test.billed('R')$$,
  $$values (date '2026-02-01', 10::numeric, 10::numeric, 300.00), ('2026-05-01', 10, 10, 45.65),
    ('2026-05-15', 15, 11, 419.67), ('2026-08-01', 20, 11, 660.00), ('2026-11-01', 20, 12, 720.00)$$,
  'each bills its days, and keeps what it does not change');
select results_eq($$select m.effective_date, m.kind, m.amount from sales.mrr_movements as m
  where m.contract_id = test.contract('R') order by 1$$,
  $$values (date '2026-02-01', 'new', 100::numeric), ('2026-05-15', 'expansion', 65),
    ('2026-08-01', 'expansion', 55), ('2026-11-01', 'expansion', 20)$$,
  'Revenue moves with the steps');
select is(test.sign('V', '{"quantity": 40, "pricing_model": "volume", "tiers": [
    {"up_to": 50, "unit_price": 10, "flat_fee": 0}, {"up_to": 100, "unit_price": 8,
      "flat_fee": 0}], "ramp": [{"from": "2026-08-01", "quantity": 60}]}'), 5280.00,
  'A ramp moves through the tiers');

-- Prices of the line go before the catalog's; the product's rules stay.
select is(test.sign('P', jsonb_build_object('product_id', (select id from catalog.products),
    'quantity', 100)), 119880.00, 'A product brings its price');
select is(test.sign('O', jsonb_build_object('product_id', (select id from catalog.products),
    'quantity', 100, 'unit_price', 80, 'discount_percent', 10)), 86400.00,
  'an own price goes before it');
select is(test.sign('M', jsonb_build_object('product_id', (select id from catalog.products),
    'quantity', 5, 'unit_price', 80)), 9600.00, 'the product''s minimum is billed all the same');

select results_eq($$select test.fault(jsonb '{"quantity": 10, "unit_price": 10}' || line) from (values
      (1, jsonb '{"ramp": [{"quantity": 20}]}'),
      (2, '{"ramp": [{"from": "2026-02-01", "quantity": 20}]}'),
      (3, '{"ramp": [{"from": "2027-02-01", "quantity": 20}]}'),
      (4, '{"ramp": [{"from": "2026-03-01", "quantity": 1}, {"from": "2026-03-01", "quantity": 2}]}'),
      (5, '{"ramp": [{"from": "2026-03-01", "quantity": 1}, {"from": "2026-04-01"}]}'),
      (6, '{"ramp": [{"from": "2026-03-01", "quantity": -1}]}'),
      (7, '{"ramp": [{"from": "2026-03-01", "unit_price": -1}]}'),
      (8, '{"price_interval": "one_time", "ramp": [{"from": "2026-03-01", "quantity": 1}]}'),
      (9, '{"unit_price": null, "tiers": [{"up_to": 50, "unit_price": 10, "flat_fee": 0}],
        "ramp": [{"from": "2026-03-01", "quantity": 51}]}'),
      (10, '{"unit_price": null, "tiers": [{"up_to": 50, "unit_price": 10, "flat_fee": 0}],
        "ramp": [{"from": "2026-03-01", "unit_price": 9}]}'),
      (11, jsonb_build_object('product_id', (select id from catalog.products), 'ramp',
        jsonb '[{"from": "2026-03-01", "quantity": 505}]')),
      (12, jsonb_build_object('product_id', (select id from catalog.products), 'ramp',
        jsonb '[{"from": "2026-03-01", "quantity": 52}]'))
    ) as asked (n, line) order by n$$,
  $$values
    ('INPUT lines/0/ramp/0/from A ramp step lies inside the line''s days, after the first.'),
    ('INPUT lines/0/ramp/0/from A ramp step lies inside the line''s days, after the first.'),
    ('INPUT lines/0/ramp/0/from A ramp step lies inside the line''s days, after the first.'),
    ('INPUT lines/0/ramp/0/from Two ramp steps start on the same day.'),
    ('INPUT lines/0/ramp/1 A ramp step has another quantity or another price.'),
    ('INPUT lines/0/ramp/0/quantity A quantity is not negative.'),
    ('INPUT lines/0/ramp/0/unit_price A unit price is not negative.'),
    ('INPUT lines/0/ramp/0 What is charged once has no ramp.'),
    ('QATAB lines/0/ramp/0/quantity The quantity lies above the last price tier.'),
    ('INPUT lines/0/ramp/0/unit_price The line is priced by tiers: a step changes its quantity.'),
    ('SEATS lines/0/ramp/0/quantity At most 500 seats can be had.'),
    ('SEATS lines/0/ramp/0/quantity Seats come in steps of 5.')$$,
  'What is wrong with a step is named');

-- Committed seats.
select is(test.sign('C', '{"quantity": 80, "committed_quantity": 100, "unit_price": 10,
    "ramp": [{"from": "2026-08-01", "quantity": 90}, {"from": "2026-11-01", "quantity": 120}]}'),
  12600.00, 'Committed seats are billed at least');
select results_eq($$select day, quantity, amount from test.billed('C')$$,
  $$values (date '2026-02-01', 100::numeric, 3000.00), ('2026-05-01', 100, 3000.00),
    ('2026-08-01', 100, 3000.00), ('2026-11-01', 120, 3600.00)$$, 'in every step of a ramp');
select results_eq($$select sum(m.amount) from sales.mrr_movements as m
  where m.contract_id = test.contract('C') and m.effective_date < '2026-11-01'$$,
  'values (1000::numeric)', 'and make the revenue');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-02-02T12:00:00Z');
select test.as('sales', 'acme');
select results_eq($$select cardinality(r.lines), r.total::numeric
  from billing.amend_contract(test.contract('C'), '2026-03-01', test.change('C', 60)) as r$$,
  'values (0, 0.00)', 'Fewer seats in use change nothing of what was billed');
select results_eq($$select (r.amendment).mrr_before = (r.amendment).mrr_after, l.kind, l.quantity,
    l.amount::numeric
  from billing.amend_contract(test.contract('C'), '2026-03-01', test.change('C', 110)) as r
  cross join unnest(r.lines) as l$$,
  $$values (false, 'credit', 100::numeric, -2056.18), (false, 'charge', 110, 2261.80)$$,
  'more than the commitment do: 61 of 89 days');
select results_eq($$select l.kind, l.quantity, l.amount::numeric
  from billing.amend_contract(test.contract('C'), '2026-04-01', test.change('C', 60)) as r
  cross join unnest(r.lines) as l$$,
  $$values ('credit', 110::numeric, -1112.36), ('charge', 100, 1011.24)$$,
  'down again no further than to the commitment');
select results_eq($$select l.kind, l.quantity, l.amount::numeric
  from billing.amend_contract(test.contract('C'), '2026-04-16', test.change('C',
    committed => 70)) as r
  cross join unnest(r.lines) as l$$,
  $$values ('credit', 100::numeric, -505.62), ('charge', 70, 353.93)$$,
  'which may be agreed anew');
select throws_ok($$select billing.amend_contract(test.contract('P'), '2026-05-01',
    test.change('P', committed => 501))$$, 'SEATS', 'At most 500 seats can be had.',
  'No more are committed than can be had');
