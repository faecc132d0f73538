-- Sales amends; what was billed is prorated; nobody else may.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.line(number text, place int default 1) returns uuid
  language sql security definer as $$
  select l.id from sales.contract_lines as l
  where l.contract_id = test.contract(number) and l."position" = place $$;
create function test.change(line uuid, quantity numeric default null, price numeric default null,
    ends boolean default null) returns sales.contract_change_input[] language sql as $$
  select array[(line, quantity, null, price, ends, null)::sales.contract_change_input] $$;
create function test.added(description text, price numeric, starts date default null,
    price_interval text default null) returns sales.contract_change_input[] language sql as $$
  select array[(null, null, null, null, null, (null, null, description, null, 1, null, price, null,
    null, null, price_interval, starts, null, null, null, null)::sales.contract_line_input
    )::sales.contract_change_input] $$;
create function test.money(number text) returns table (kind text, period text, amount numeric)
  language sql security definer as $$
  select a.kind, a.period::text, a.amount::numeric from billing.adjustments as a
  where a.contract_id = test.contract(number) order by a.id $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'acme');
select customers.create_account('Acme');
select catalog.create_product('CRM', pricing_model => 'seat_based', base_price => 10,
  max_seats => 500, seat_increment => 5, valid_from => '2026-01-01');
select sales.create_contract((select id from customers.accounts), '2026-02-01', '2027-01-31',
  contract_number => 'CTR-1', product_id => (select id from catalog.products), seat_count => 100,
  seat_price => 99.90);
select sales.create_contract((select id from customers.accounts), '2026-02-01', '2027-01-31',
  contract_number => 'CTR-2', seat_count => 10, seat_price => 10, billing_frequency => 'monthly',
  billing_in_advance => false);
select sales.create_contract((select id from customers.accounts), '2026-02-01', '2027-01-31',
  contract_number => 'CTR-3', billing_frequency => 'annual', lines => array[
    (null, null, 'Seats', null, 10, null, 10, null, null, null, 'month', null, null, 50,
      array[('2026-07-01', null, 20)]::sales.ramp_step_input[], null),
    (null, null, 'Set-up', null, 1, null, 500, null, null, null, 'one_time', null, null, null, null,
      null)
  ]::sales.contract_line_input[]);
select sales.create_contract((select id from customers.accounts), '2026-02-01', '2027-01-31',
  contract_number => 'CTR-D', seat_count => 1, seat_price => 1, status => 'draft');

-- Before anything is billed the terms change, and that is all.
select results_eq(
  $$select (r.amendment).mrr_before, (r.amendment).mrr_after, r.total::numeric, r.invoice_id,
      cardinality(r.lines)
    from billing.amend_contract(test.contract('CTR-2'), '2026-03-15',
      test.change(test.line('CTR-2'), 20), 'Ten more') as r$$,
  'values (100::numeric, 200::numeric, 0.00, null::uuid, 0)',
  'What is not billed yet is not prorated');
select results_eq(
  $$select c.contract_value::numeric from sales.contracts as c where c.contract_number = 'CTR-2'$$,
  'values (2254.84)', 'The contract is worth more');
select results_eq(
  $$select t.valid, t.quantity::numeric, t.amendment_id is not null
    from sales.contract_line_terms as t where t.line_id = test.line('CTR-2') order by t.valid$$,
  $$values (daterange('2026-02-01', '2026-03-15'), 10::numeric, false),
    (daterange('2026-03-15', '2027-02-01'), 20, true)$$,
  'The day of the change belongs to the new terms, which name the amendment');

select test.as('admin', 'acme');
select lives_ok($$select tenancy.advance_clock('2026-05-10T12:00:00Z')$$, 'Months go by');
select test.as('sales', 'acme');
select results_eq(
  $$select i.amount::numeric from billing.invoice_items as i
    where i.contract_line_id = test.line('CTR-2') order by i.service_period$$,
  'values (100.00), (45.16), (109.68), (200.00)', 'In arrears each version bills its days');

-- A ramp keeps what it sets and follows in the rest.
select results_eq(
  $$select l.kind, l.period_start, l.period_end, l.quantity, l.amount::numeric,
      l.discount::numeric
    from billing.amend_contract(test.contract('CTR-3'), '2026-05-10',
      test.change(test.line('CTR-3'), 20)) as r cross join unnest(r.lines) as l$$,
  $$values ('credit', date '2026-05-10', date '2026-06-30', 10::numeric, -170.96, -85.48),
    ('charge', '2026-05-10', '2026-06-30', 20, 341.92, 170.96),
    ('credit', '2026-07-01', '2027-01-31', 10, -1413.70, -706.85),
    ('charge', '2026-07-01', '2027-01-31', 20, 2827.40, 1413.70)$$,
  'More seats reach through the step that raises the price, with the line''s discount');
select results_eq(
  $$select l.amount::numeric from billing.amend_contract(test.contract('CTR-3'), '2026-05-10',
      test.change(test.line('CTR-3'), price => 15)) as r cross join unnest(r.lines) as l$$,
  'values (-341.92), (512.88)', 'Another price holds until the step that sets its own');

-- What is added is co-termed, and charged for its share of what is billed already.
select results_eq(
  $$select l.kind, l.period_start, l.period_end, l.amount::numeric
    from billing.amend_contract(test.contract('CTR-1'), '2026-05-10', test.added('Support', 100))
      as r cross join unnest(r.lines) as l$$,
  $$values ('charge', date '2026-05-10', date '2027-01-31', 877.81)$$,
  'An added line runs to the end of the term');
select results_eq(
  $$select l.amount::numeric from billing.amend_contract(test.contract('CTR-1'), '2026-05-10',
      test.added('Training', 750, price_interval => 'one_time')) as r
    cross join unnest(r.lines) as l$$, 'values (750.00)', 'What is charged once, whole');
select results_eq(
  $$select l.kind, l.amount::numeric from billing.amend_contract(test.contract('CTR-1'),
      '2026-11-01', test.change(test.line('CTR-1', 2), ends => true)) as r
    cross join unnest(r.lines) as l$$,
  $$values ('credit', -302.47)$$, 'A line that ends is given back from that day');
select results_eq(
  $$select l.end_date from sales.contract_lines as l where l.id = test.line('CTR-1', 2)$$,
  $$values (date '2026-10-31')$$, 'The day before is its last');

-- Refused, and nothing half done.
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-06-01',
  test.change(test.line('CTR-2'), 20))$$, 'NOTFD', 'No line of this contract has this id.',
  'A line of another contract is unknown');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2027-02-01',
  test.change(test.line('CTR-1'), 20))$$, 'INPUT',
  'The contract runs from 2026-02-01 to 2027-01-31.',
  'A day outside the term is refused');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-12-01',
  test.change(test.line('CTR-1', 2), 2))$$, 'INPUT', 'The line runs from 2026-05-10 to 2026-10-31.',
  'and one outside the line');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-06-01',
  test.change(test.line('CTR-1'), 101))$$, 'SEATS', 'Seats come in steps of 5.',
  'seats off the increment');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-06-01',
  test.change(test.line('CTR-1'), 505))$$, 'SEATS', 'At most 500 seats can be had.',
  'above the maximum');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-06-01',
  test.change(test.line('CTR-1'), 105) || test.change(test.line('CTR-1'), 110))$$, 'INPUT',
  'Say all changes of a line at once.', 'a line named twice');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-06-01',
  test.change(test.line('CTR-1'), 105) || test.change(null))$$, 'INPUT',
  'Name a line, or give one to add.', 'a change of nothing');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-06-01',
  test.change(test.line('CTR-1'), 100, 99.9))$$, 'INPUT', 'The line has these terms already.',
  'the same terms');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-06-01', '{}')$$,
  'INPUT', 'An amendment has 1 to 500 changes.', 'no change');
select throws_ok($$select billing.amend_contract(test.contract('CTR-3'), '2026-02-01',
  test.change(test.line('CTR-3', 2), 2))$$, 'INPUT', 'What is charged once does not change.',
  'what was charged once');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-06-01',
  test.change(test.line('CTR-1'), 105) || test.added('Early', 1, '2026-05-31'))$$, 'INPUT',
  'The line starts before the amendment.', 'a line that starts before');
select throws_ok($$select billing.amend_contract(test.contract('CTR-3'), '2026-06-01',
  test.change(test.line('CTR-3'), 'NaN'))$$, '23514', null, 'a quantity that is no number');
select throws_ok($$select billing.amend_contract(test.contract('CTR-D'), '2026-06-01',
  test.change(test.line('CTR-D'), 2))$$, 'TRANS', 'The contract is draft.',
  'A draft is not amended');
select throws_ok($$select billing.amend_contract(uuidv7(), '2026-06-01',
  test.change(test.line('CTR-1'), 2))$$, 'NOTFD', 'No contract has this id.',
  'nor what is not there');
select is((select count(*) from sales.amendments where contract_id = test.contract('CTR-1')),
  3::bigint, 'Nothing of the refused is kept');

-- Invoiced at once, or waiting.
select results_eq(
  $$select r.total::numeric, r.invoice_id is null from billing.amend_contract(
      test.contract('CTR-1'), '2026-05-10', test.change(test.line('CTR-1'), 50),
      invoice_now => true) as r$$,
  'values (-43846.52, false)', 'What comes to less than nothing is a draft, too');
select results_eq(
  $$select r.total::numeric, r.invoice_id is null from billing.amend_contract(
      test.contract('CTR-1'), '2026-05-11', test.change(test.line('CTR-1'), 100),
      invoice_now => true) as r$$,
  'values (43682.30, false)', 'More is a draft at once');
select throws_ok($$select billing.pending_adjustments(array[test.contract('CTR-1')])$$, '42501',
  null,
  'What waits is not for people to ask by function');
select isnt_empty($$select * from billing.adjustments where invoice_id is null$$,
  'but to read');

select test.as('finance', 'acme');
select lives_ok(
  $$select billing.void_invoice((
      select id from billing.invoices where billing_type = 'adjustment' and total > 0),
    'Entered too early')$$, 'Such a draft can be voided');
select results_eq(
  $$select count(*) from billing.adjustments as a where a.contract_id = test.contract('CTR-1')
      and a.invoice_id is not null$$, 'values (2::bigint)', 'and its lines wait again');
select throws_ok(
  $$select billing.void_invoice((select i.id from billing.invoices as i
      where i.contract_id = test.contract('CTR-1') and i.billing_type = 'recurring'), 'Wrong')$$,
  'TRANS', 'An amendment gave days of the invoice back; credit the rest.',
  'An invoice that an amendment counts on stays');
select throws_ok(
  $$select billing.remove_invoice_item(item.invoice_id, item.id) from billing.invoice_items as item
    where item.contract_line_id = test.line('CTR-1') and item.kind = 'recurring'$$,
  'TRANS', 'An amendment gave days of the invoice back; issue it and credit the item.',
  'and so do its items');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-06-01',
  test.change(test.line('CTR-1'), 10))$$, 'FORBD', null, 'Finance does not amend');
select results_eq(
  $$select (r.amendment).amendment_number, r.invoice_id from billing.preview_amendment(
      test.contract('CTR-1'), '2026-06-01', test.change(test.line('CTR-1'), 10)) as r$$,
  'values (6, null::uuid)', 'but sees what it would cost');
select is((select count(*) from sales.amendments where contract_id = test.contract('CTR-1')),
  5::bigint, 'and a preview keeps nothing');
select lives_ok($$select customers.hold_account((select id from customers.accounts), 'Late')$$,
  'An account is put on hold');

select test.as('sales', 'acme');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-06-01',
  test.change(test.line('CTR-1'), 200), invoice_now => true)$$, 'CRHLD', null,
  'On hold nothing is invoiced at once');

select test.as('viewer', 'acme');
select isnt_empty('select * from sales.amendments', 'A viewer reads amendments');
select isnt_empty('select * from sales.mrr_movements', 'movements');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-06-01',
  test.change(test.line('CTR-1'), 10))$$, '42501', null, 'and makes none,');
select throws_ok($$select billing.preview_amendment(test.contract('CTR-1'), '2026-06-01',
  test.change(test.line('CTR-1'), 10))$$, '42501', null, 'not even on trial');
select throws_ok($$insert into sales.amendments (contract_id, effective_date) values
  (uuidv7(), '2026-06-01')$$, '42501', null, 'nor by hand');

select test.as('admin', 'other');
select is_empty('select * from sales.amendments', 'A stranger sees no amendment');
select is_empty('select * from sales.mrr_movements', 'no movement');
select is_empty('select * from billing.adjustments', 'no adjustment');
select throws_ok($$select billing.amend_contract(test.contract('CTR-1'), '2026-06-01',
  test.change(test.line('CTR-1'), 10))$$, 'NOTFD', 'No contract has this id.', 'and amends none');

select test.as('nobody');
select throws_ok('select * from sales.amendments', '42501', null, 'Nobody reads nothing');

select test.root('acme');
select throws_ok($$update sales.mrr_movements set amount = 1$$, 'FORBD', null,
  'A movement is never changed');
