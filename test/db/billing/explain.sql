-- Why an item is what it is: every step with its formula and its inputs, worked out anew.
select test.provision('acme', '2026-01-01T12:00:00Z');
select test.provision('other');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.lines(given jsonb) returns sales.contract_line_input[] language sql as $$
  select array_agg(jsonb_populate_record(null::sales.contract_line_input, line) order by n)
  from jsonb_array_elements(given) with ordinality as e (line, n) $$;
create function test.sign(number text, lines jsonb, starts date default '2026-02-01',
    ends date default '2027-01-31', frequency text default 'annual', discounts jsonb default null,
    minimum numeric default null, day int default null, covered jsonb default null)
  returns uuid language sql as $$
  select c.id from sales.create_contract((select a.id from customers.accounts as a
      where a.account_name = 'Acme'), starts, ends, contract_number => number,
    billing_frequency => frequency, billing_day => day, lines => test.lines(sign.lines),
    discounts => (select array_agg(jsonb_populate_record(null::sales.contract_discount_input, d))
      from jsonb_array_elements(sign.discounts) as d),
    minimum_commitment => case when minimum is not null
      then (minimum, 'term')::sales.minimum_commitment end,
    covered_accounts => (select array_agg((a.id, null, (share ->> 'share')::numeric
        )::sales.covered_account order by n)
      from jsonb_array_elements(covered) with ordinality as e (share, n)
      join customers.accounts as a on a.account_name = share ->> 'name')) as c $$;
create function test.bill(number text, until date) returns void
  language sql security definer as $$
  select billing.bill_contracts(array[test.contract(number)], until) $$;
create function test.items(number text) returns setof billing.invoice_items
  language sql as $$
  select item.*
  from billing.invoice_items as item
  join sales.contract_lines as l on l.id = item.contract_line_id
  join billing.invoices as i on i.id = item.invoice_id
  where l.contract_id = test.contract(number)
  order by i.issue_date, i.invoice_number, item."position" $$;
-- The formula of a step of each item of a contract.
create function test.formulas(number text, of_step text) returns table (formula text)
  language sql as $$
  select s ->> 'formula'
  from test.items(number) with ordinality as item
  cross join lateral billing.invoice_items_explanation((select i from billing.invoice_items as i
    where i.id = item.id)) as e
  cross join lateral jsonb_array_elements(e.steps) with ordinality as steps (s, n)
  where s ->> 'step' = of_step
  order by item.ordinality, steps.n $$;
create function test.explained(number text)
  returns table (kind text, amount numeric, discount numeric, tax numeric, agrees boolean)
  language sql as $$
  select e.kind, e.amount::numeric, e.discount::numeric, e.tax::numeric, e.agrees
  from test.items(number) with ordinality as item
  cross join lateral billing.invoice_items_explanation((select i from billing.invoice_items as i
    where i.id = item.id)) as e
  order by item.ordinality $$;
create function test.change(number text, place int, quantity numeric default null,
    ends boolean default null, added jsonb default null)
  returns sales.contract_change_input[] language sql as $$
  select array[(case when added is null then (select l.id from sales.contract_lines as l
      where l.contract_id = test.contract(number) and l."position" = place) end,
    quantity, null, null, ends, jsonb_populate_record(null::sales.contract_line_input, added)
  )::sales.contract_change_input] $$;
create function test.by_hand() returns uuid language sql security definer as $$
  select i.id from billing.invoices as i where i.notes = 'By hand' $$;
grant execute on all functions in schema test to public;
select test.as('sales', 'acme');
select customers.create_account('Acme');
select customers.create_account(name, parent_account_id => (select a.id from customers.accounts as a
  where a.account_name = 'Acme'), payer => 'parent') from unnest('{North,South}'::text[]) as name;
select customers.set_address((select a.id from customers.accounts as a
  where a.account_name = 'Acme'), 'billing',
  ('Street 1', null, 'Austin', 'TX', '78701', 'US'));

-- The rule's example: a line that joins on the way.
select test.sign('JOINS', '[{"description": "Seats", "quantity": 100, "unit_price": 99.90}]');
select test.bill('JOINS', '2026-02-01');
select billing.amend_contract(test.contract('JOINS'), '2026-08-01', test.change('JOINS', null,
  added => '{"description": "More", "quantity": 40, "unit_price": 99.90}'));
select test.bill('JOINS', '2026-08-01');
select results_eq($$select * from test.formulas('JOINS', 'charge')$$,
  $$values ('9990 x 12 = 119880.00'), ('3996 x 12 x 184/365 = 24173.06')$$,
  'A price, its months and its days of the whole period');
select results_eq($$select * from test.formulas('JOINS', 'price')$$,
  $$values ('100 x 99.9 = 9990'), ('40 x 99.9 = 3996')$$, 'The price is of the quantity');
select results_eq($$select * from test.explained('JOINS')$$,
  $$values ('recurring', 119880.00, 0.00, 0.00, true), ('recurring', 24173.06, 0.00, 0.00, true)$$,
  'The figures are those of the items');
select is((
    select e.steps -> 1 -> 'inputs' from test.items('JOINS') as item
    cross join lateral billing.explain_item(item.invoice_id, item.id) as e
    where item.amount = 24173.06),
  '{"days": 184, "rated": "3996.00", "intervals": "12", "period_end": "2027-01-31",
    "whole_days": 365, "period_start": "2026-08-01", "price_interval": "month",
    "whole_period_end": "2027-01-31", "months_in_interval": 1, "whole_period_start": "2026-02-01",
    "months_in_whole_period": 12}'::jsonb, 'Inputs are data: days, months, what was rated');

-- Stubs share the whole period around them.
select test.sign('STUBS', '[{"description": "Service", "quantity": 1, "unit_price": 100}]',
  '2026-01-01', '2026-02-26', 'monthly', day => 15);
select test.bill('STUBS', '2026-12-31');
select results_eq($$select * from test.formulas('STUBS', 'charge')$$,
  $$values ('100 x 14/31 = 45.16'), ('100 = 100.00'), ('100 x 12/28 = 42.86')$$,
  'Stubs at both ends, fourteen days of 31 and twelve of 28');

-- Models.
select test.sign('MODELS', '[
  {"description": "Flat", "pricing_model": "flat", "quantity": 7, "unit_price": 30},
  {"description": "Volume", "pricing_model": "volume", "quantity": 120,
    "tiers": [{"up_to": 100, "unit_price": 9}, {"up_to": null, "unit_price": 8, "flat_fee": 5}]},
  {"description": "Graduated", "pricing_model": "graduated", "quantity": 120,
    "tiers": [{"up_to": 100, "unit_price": 9}, {"up_to": null, "unit_price": 8, "flat_fee": 5}]},
  {"description": "Package", "pricing_model": "package", "quantity": 27, "unit_price": 50,
    "package_size": 10, "free_units": 5},
  {"description": "Stairs", "pricing_model": "stairstep", "quantity": 60,
    "tiers": [{"up_to": 50, "unit_price": 400}, {"up_to": null, "unit_price": 700}]},
  {"description": "Committed", "quantity": 3, "committed_quantity": 10, "unit_price": 2.5,
    "discount_percent": 12.5},
  {"description": "Setup", "pricing_model": "flat", "unit_price": 99, "price_interval": "one_time"},
  {"description": "Yearly", "quantity": 2, "unit_price": 100, "price_interval": "year"},
  {"description": "Project", "pricing_model": "flat", "unit_price": 100,
    "price_interval": "one_time", "milestones": [{"date": "2026-02-01", "percent": 33.3},
      {"date": "2026-02-01", "percent": 66.7}]}]', frequency => 'monthly');
select test.bill('MODELS', '2026-02-01');
select results_eq($$select * from test.formulas('MODELS', 'price')$$,
  $$values ('30 = 30'), ('120 x 8 + 5 = 965'), ('100 x 9 + 20 x 8 + 5 = 1065'),
    ('3 x 50 = 150'), ('700 = 700'), ('10 x 2.5 = 25'), ('99 = 99'), ('2 x 100 = 200'),
    ('33.3 = 33.3'), ('66.7 = 66.7')$$,
  'Each model tells its tiers; committed seats are billed; milestones are charged as they were split');
select results_eq($$select * from test.formulas('MODELS', 'charge') offset 7 limit 1$$,
  $$values ('200 / 12, part 1 = 16.67')$$, 'A price for a year is billed by the month, in parts');
select results_eq($$select * from test.formulas('MODELS', 'line_discount')$$,
  $$values ('25.00 x 12.5 % = 3.13')$$, 'The discount of the line');
select is((
    select (e.steps -> 0 -> 'inputs') - 'terms_id' from test.items('MODELS') as item
    cross join lateral billing.explain_item(item.invoice_id, item.id) as e
    where item.description = 'Committed'),
  '{"quantity": "3", "unit_price": "2.5", "valid_from": "2026-02-01", "valid_to": "2027-01-31",
    "pricing_model": "per_unit", "price_interval": "month", "committed_quantity": "10",
    "billed_quantity": "10"}'::jsonb, 'The version of the price says on which days it holds');

-- A chain of changes: each credit is what is left of a piece, whose price was in force before.
select test.sign('CHAIN', '[{"description": "Seats", "quantity": 10, "unit_price": 31}]',
  ends => '2026-12-31', frequency => 'monthly');
select test.bill('CHAIN', '2026-03-01');
select billing.amend_contract(test.contract('CHAIN'), '2026-03-11', test.change('CHAIN', 1, 20));
select billing.amend_contract(test.contract('CHAIN'), '2026-03-21', test.change('CHAIN', 1, 5));
select test.bill('CHAIN', '2026-03-21');
select billing.amend_contract(test.contract('CHAIN'), '2026-03-21', test.change('CHAIN', 1, 7));
select test.bill('CHAIN', '2026-03-31');
select results_eq($$select * from test.formulas('CHAIN', 'credit')$$,
  $$values ('100.00 - 310.00 = -210.00'), ('0.00 - 55.00 = -55.00')$$,
  'What was used, less what it cost; a charge that is changed while it waits is billed as changed');
select results_eq(
  $$select kind, sum(amount), bool_and(agrees) from test.explained('CHAIN') group by kind
    order by kind$$,
  $$values ('proration', 67.00, true), ('recurring', 620.00, true)$$,
  'All agree: ten days of 10, ten of 20 and eleven of 7 seats');
select results_eq(
  $$select t.quantity::numeric, a.amendment_number
    from sales.retired_terms as t
    join sales.amendments as a on a.id = t.retired_by_amendment_id$$,
  'values (5::numeric, 3)', 'Terms that were replaced from their first day are kept');
select is((
    select s -> 'inputs' ->> 'retired_by_amendment_id' from test.items('CHAIN') as item
    cross join lateral billing.explain_item(item.invoice_id, item.id) as e
    cross join lateral jsonb_array_elements(e.steps) as s
    where s ->> 'step' = 'price' and item.amount = 55),
  (select a.id::text from sales.amendments as a where a.contract_id = test.contract('CHAIN')
    and a.amendment_number = 3), 'and explain what they priced');

-- A true-up keeps what was spent, whatever becomes of that.
select test.sign('MINIMUM', '[{"description": "Seats", "quantity": 10, "unit_price": 10}]',
  ends => '2026-04-30', frequency => 'monthly', minimum => 500);
select test.bill('MINIMUM', '2026-05-01');
select results_eq($$select * from test.formulas('MINIMUM', 'true_up')$$,
  $$values ('500.00 - 300.00 = 200.00')$$, 'A true-up is the minimum less what was spent');
select results_eq($$select * from test.formulas('MINIMUM', 'minimum')$$,
  $$values ('500 x 89 / 89 = 500.00')$$, 'The minimum is by its days');
select test.root();
delete from billing.billed_periods as b where b.line_id = (
  select l.id from sales.contract_lines as l
  where l.contract_id = test.contract('MINIMUM') and l."position" = 1);
select test.as('viewer', 'acme');
select ok(bool_and(agrees), 'also after its invoices are gone') from test.explained('MINIMUM');

-- Shares, discounts in their order, and taxes.
select test.as('finance', 'acme');
select tax.add_tax_registration('US-TX', '1', '2020-01-01');
select test.as('sales', 'acme');
select test.sign('SHARED', '[{"description": "Seats", "quantity": 1, "unit_price": 100,
    "discount_percent": 10}]', ends => '2026-12-31', frequency => 'monthly', discounts =>
  '[{"percent": 10, "reason": "Loyal"}, {"amount": 30, "duration": "once", "reason": "Welcome"}]',
  covered => '[{"name": "South", "share": 1}, {"name": "Acme", "share": 1},
    {"name": "North", "share": 1}]');
select test.bill('SHARED', '2026-02-01');
select results_eq($$select * from test.formulas('SHARED', 'share')$$,
  $$values ('30.00 of 90.00 by 1/3 = 30.00'), ('30.00 of 90.00 by 1/3 = 30.00'),
    ('30.00 of 90.00 by 1/3 = 30.00')$$, 'Each bears its part of net and discount');
select results_eq($$select * from test.formulas('SHARED', 'discount') limit 2$$,
  $$values ('Discount: 90.00 x 10 % = 9.00, of which 3.00 by 30.00/90.00'),
    ('Discount: at most 30.00 of 81.00 = 30.00, of which 10.00 by 27.00/81.00')$$,
  'each discount takes of what the one before has left');
select results_eq($$select * from test.formulas('SHARED', 'tax') limit 1$$,
  $$values ('17.00 x 6.25 % = 1.062500; 3.19 in all, of which 1.07')$$,
  'The tax of a rate is rounded once for the invoice');
select results_eq($$select * from test.explained('SHARED')$$, $$values
  ('recurring', 33.33, 16.33, 1.07, true), ('recurring', 33.33, 16.33, 1.06, true),
  ('recurring', 33.34, 16.34, 1.06, true)$$, 'and all agree');
select sales.set_covered_accounts(test.contract('SHARED'), null);
select ok(bool_and(agrees), 'also when nobody shares it any more') from test.explained('SHARED');
select test.bill('SHARED', '2026-03-01');
select is((
    select s -> 'inputs' ->> 'position' from test.items('SHARED') as item
    cross join lateral billing.explain_item(item.invoice_id, item.id) as e
    cross join lateral jsonb_array_elements(e.steps) as s
    where s ->> 'step' = 'discount' and item.service_period @> '2026-03-01'::date), '1',
  'What is spent is taken no more');

-- What goes off a draft had its part of a discount.
select test.sign('OFF', '[{"description": "A", "quantity": 1, "unit_price": 33.33},
  {"description": "B", "quantity": 1, "unit_price": 66.67}]', frequency => 'monthly',
  discounts => '[{"amount": 9.99, "reason": "Agreed"}]');
select test.bill('OFF', '2026-02-01');
select test.as('finance', 'acme');
select billing.remove_invoice_item(item.invoice_id, item.id)
from test.items('OFF') as item where item.description = 'A';
select results_eq($$select * from test.formulas('OFF', 'discount')$$,
  $$values ('Discount: at most 9.99 of 100.00 = 9.99, of which 6.66 by 66.67/100.00')$$,
  'The other''s part is still a part of both');
select results_eq($$select agrees from test.explained('OFF')$$, 'values (true)', 'and agrees');

-- By hand.
select billing.create_invoice((select a.id from customers.accounts as a
    where a.account_name = 'Acme'), notes => 'By hand', items => array[
  (null, null, 'Work', 3, 33.333, 1, null, null, null, null),
  (null, null, 'Fixed', 1, 50, null, 5, null, null, null)]::billing.invoice_item_input[]);
select billing.discount_invoice(test.by_hand(), percent => 10);
select billing.add_invoice_item(test.by_hand(), 'Late', 1, 1000);
select results_eq($$
  select s ->> 'step', s ->> 'formula', e.agrees
  from billing.invoice_items as item
  cross join lateral billing.invoice_items_explanation(item) as e
  cross join lateral jsonb_array_elements(e.steps) with ordinality as steps (s, n)
  where item.invoice_id = test.by_hand() order by item."position", n$$, $$values
  ('by_hand', '3 x 33.333 = 100.00', true),
  ('discount', 'Discount: 149.00 x 10 % = 14.90, of which 9.90 by 99.00/149.00', true),
  ('tax', '89.10 x 6.25 % = 5.568750; 68.07 in all, of which 5.57', true),
  ('by_hand', '1 x 50 = 50.00', true),
  ('discount', 'Discount: 149.00 x 10 % = 14.90, of which 5.00 by 50.00/149.00', true),
  ('tax', '5.00, then 4.50, as given by hand', true),
  ('by_hand', '1 x 1000 = 1000.00', true),
  ('tax', '1000.00 x 6.25 % = 62.500000; 68.07 in all, of which 62.50', true)$$,
  'What is written by hand is what it is; discounts and taxes are explained');

select billing.finalize_invoice(test.by_hand());
select billing.reissue_invoice(test.by_hand(), 'Again');
select results_eq($$
  select item.description, e.discount::numeric, e.tax::numeric, e.agrees
  from billing.invoices as i
  join billing.invoice_items as item on item.invoice_id = i.id
  cross join lateral billing.invoice_items_explanation(item) as e
  where i.internal_notes like 'Replaces%' order by item."position"$$, $$values
  ('Work', 10.90, 5.57, true), ('Fixed', 5.00, 4.50, true), ('Late', 0.00, 62.50, true)$$,
  'A copy is by hand, with what was taken off it before');

-- A credit gives no more than credit notes left.
select test.as('sales', 'acme');
select test.sign('NOTED', '[{"description": "Seats", "quantity": 1, "unit_price": 30}]',
  '2026-04-01', '2027-03-31', 'monthly');
select test.bill('NOTED', '2026-04-01');
select test.root('acme');
update tenancy.tenants set clock_at = '2026-04-01T12:00:00Z' where slug = 'acme';
select test.as('finance', 'acme');
select billing.finalize_invoice(item.invoice_id) from test.items('NOTED') as item;
select billing.create_credit_note(item.invoice_id, 'Outage',
  lines => array[(item.id, 25)::billing.credit_note_line_input])
from test.items('NOTED') as item;
select test.as('sales', 'acme');
select billing.amend_contract(test.contract('NOTED'), '2026-04-11', test.change('NOTED', 1,
  ends => true));
select test.bill('NOTED', '2026-04-30');
select results_eq($$select * from test.formulas('NOTED', 'used')
    union all select * from test.formulas('NOTED', 'credit')
    union all select * from test.formulas('NOTED', 'returned')$$,
  $$values ('30 x 10/30 = 10.00'), ('10.00 - 30.00 = -20.00'), ('-5.00, what credit notes left')$$,
  'What credit notes gave back is not given back again');
select ok(bool_and(agrees), 'and the credit agrees') from test.explained('NOTED');
select test.as('finance', 'acme');

-- Prices that include their tax.
select tax.change_tax_settings('line', true);
select test.as('sales', 'acme');
select test.sign('GROSS', '[{"description": "Seats", "quantity": 1, "unit_price": 100,
  "discount_percent": 15}]', frequency => 'monthly');
select test.bill('GROSS', '2026-02-01');
select test.as('finance', 'acme');
select tax.change_tax_settings('invoice', false);
select test.as('viewer', 'acme');
select results_eq($$select * from test.formulas('GROSS', 'tax')
    union all select * from test.formulas('GROSS', 'net')$$,
  $$values ('85.00 x 6.25/106.25 = 5.000000; 5.00 in all, of which 5.00'),
    ('85.00 - 5.00 = 80.00')$$, 'The tax is in the price');
select results_eq($$select * from test.explained('GROSS')$$,
  'values (''recurring'', 94.12, 14.12, 5.00, true)',
  'as it was when the invoice was made, whatever the settings are now');

-- What does not agree says so.
select test.root();
set local session_replication_role = replica;
update billing.redone_pieces as p set amount = p.amount - 1
from billing.adjustments as a
where a.contract_id = test.contract('CHAIN') and a.kind = 'credit' and a.amount = -55
  and p.id = a.redone_piece_id;
set local session_replication_role = origin;
select test.as('viewer', 'acme');
select results_eq(
  $$select amount, agrees from test.explained('CHAIN') where not agrees$$,
  'values (-54.00, false)', 'What cannot be worked out again does not agree');

-- Viewer may see it; a Stranger finds nothing, as if it were not there; Nobody may not ask.
select ok((select e.agrees from test.items('JOINS') as item
  cross join lateral billing.explain_item(item.invoice_id, item.id) as e limit 1),
  'Viewer may ask');
select is(billing.explain_item(uuidv7(), uuidv7()), null, 'Unknown ids are answered with nothing');
select test.root();
create table test.known as
  select item.invoice_id, item.id from billing.invoice_items as item
  join sales.contract_lines as l on l.id = item.contract_line_id
  where l.contract_id = test.contract('JOINS') limit 1;
grant select on test.known to public;
select test.as('viewer', 'other');
select is(billing.explain_item(k.invoice_id, k.id), null, 'and so are those of other tenants')
from test.known as k;
select test.as('nobody');
select throws_ok('select billing.explain_item(uuidv7(), uuidv7())', '42501', null,
  'Nobody may not ask');
