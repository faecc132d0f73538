-- A charge that is changed before it is billed is replaced: whatever the order of amendments and
-- invoices, a contract's discount is one of what was used.
select test.provision('acme', '2026-03-01T12:00:00Z');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
-- Ten seats for March, 310.00, less a tenth.
create function test.sign(number text, discount jsonb default '{"percent": 10, "reason": "Loyal"}')
  returns void language sql security definer as $$
  select sales.create_contract((select id from customers.accounts), '2026-03-01', '2026-12-31',
    contract_number => number, billing_frequency => 'monthly', seat_count => 10, seat_price => 31,
    discounts => array[jsonb_populate_record(null::sales.contract_discount_input, discount)]);
  select billing.bill_contracts(array[test.contract(number)], '2026-03-01') $$;
create function test.bill(number text) returns void language sql security definer as $$
  select billing.bill_contracts(array[test.contract(number)], '2026-03-31') $$;
create function test.amend(number text, day date, seats numeric, at_once boolean default false)
  returns void language sql as $$
  select billing.amend_contract(test.contract(number), day, array[(l.id, seats, null, null, null,
    null)::sales.contract_change_input], invoice_now => at_once)
  from sales.contract_lines as l where l.contract_id = test.contract(number) $$;
create function test.prorated(number text)
  returns table (invoice bigint, amount numeric, discount numeric, agrees boolean)
  language sql security definer as $$
  select dense_rank() over (order by i.id), item.amount::numeric,
    item.discount::numeric, e.agrees
  from billing.invoice_items as item
  join billing.invoices as i on i.id = item.invoice_id
  join sales.contract_lines as l on l.id = item.contract_line_id
  cross join lateral billing.invoice_items_explanation(item) as e
  where l.contract_id = test.contract(number) and item.kind = 'proration' and i.status <> 'void'
  order by i.id, item."position" $$;
create function test.net(number text) returns numeric language sql as $$
  select sum(p.amount - p.discount) from test.prorated(number) as p $$;
create function test.void_last(number text) returns void language sql security definer as $$
  select billing.void_invoice(i.id, 'Wrong') from billing.invoices as i
  where i.contract_id = test.contract(number) and i.status = 'draft'
  order by i.id desc limit 1 $$;
grant execute on all functions in schema test to public;
select test.as('sales', 'acme');
select customers.create_account('Acme');

-- From the 11th 20 seats, from the 21st 7: all in all 200.00 + 77.00 for what cost 210.00.
select test.sign('TWICE');
select test.amend('TWICE', '2026-03-11', 20);
select test.amend('TWICE', '2026-03-21', 7);
select test.bill('TWICE');
select results_eq($$select * from test.prorated('TWICE')$$, $$values
  (1::bigint, -210.00, -21.00, true), (1, 200.00, 20.00, true), (1, 77.00, 7.70, true)$$,
  'Amended twice before one billing, what takes effect is billed, with its discount');
select is(test.net('TWICE'), 60.30, 'as if it had been smaller from the start');

select test.sign('BETWEEN');
select test.amend('BETWEEN', '2026-03-11', 20);
select test.bill('BETWEEN');
select test.amend('BETWEEN', '2026-03-21', 7);
select test.bill('BETWEEN');
select results_eq($$select amount, discount, agrees from test.prorated('BETWEEN')$$, $$values
  (-210.00, -21.00, true), (420.00, 42.00, true), (-220.00, -22.00, true), (77.00, 7.70, true)$$,
  'Billed in between, the credit gives the discount back');
select is(test.net('BETWEEN'), 60.30, 'which comes to the same');

select test.sign('AT-ONCE');
select test.amend('AT-ONCE', '2026-03-11', 20);
select test.amend('AT-ONCE', '2026-03-21', 7, true);
select test.bill('AT-ONCE');
select results_eq($$select * from test.prorated('AT-ONCE')$$, $$values
  (1::bigint, -210.00, -21.00, true), (1, 200.00, 20.00, true), (1, 77.00, 7.70, true)$$,
  'Invoiced at once, what waited for the same days is invoiced with it');
select is(test.net('AT-ONCE'), 60.30, 'which comes to the same too');

select test.sign('VOIDED');
select test.amend('VOIDED', '2026-03-11', 20);
select test.amend('VOIDED', '2026-03-21', 7);
select test.bill('VOIDED');
select test.as('finance', 'acme');
select test.void_last('VOIDED');
select test.as('sales', 'acme');
select test.amend('VOIDED', '2026-03-26', 3);
select test.bill('VOIDED');
select is(test.net('VOIDED'), -189 + 180.00 + 5 * 6.3 + 6 * 2.7,
  'A voided invoice gives the discount back, and the charges wait to be cut again');
select ok(bool_and(e.agrees), 'the voided one is explained as it was')
from billing.invoice_items as item
cross join lateral billing.invoice_items_explanation(item) as e;

select test.sign('AMOUNT', '{"amount": 300, "duration": "forever", "reason": "Agreed"}');
select test.amend('AMOUNT', '2026-03-11', 20);
select test.amend('AMOUNT', '2026-03-21', 7);
select test.bill('AMOUNT');
select results_eq($$select amount, discount, agrees from test.prorated('AMOUNT')$$, $$values
  (-210.00, -203.23, true), (200.00, 126.23, true), (77.00, 77.00, true)$$,
  'An amount is the month''s: 300.00 of all that is charged for it');

-- 310.00 at half; on top of it a tenth that counts from now on.
select test.sign('ON-TOP', '{"percent": 50, "duration": "once", "reason": "Gift"}');
select sales.apply_discount(test.contract('ON-TOP'), percent => 10, duration => 'forever',
  starts_on => '2026-03-01', reason => 'Loyal');
select test.amend('ON-TOP', '2026-03-01', 20, true);
select is(155 + test.net('ON-TOP'), 155 + 279.00, 'What goes beyond takes what holds then');
select test.amend('ON-TOP', '2026-03-01', 10, true);
select is(155 + test.net('ON-TOP'), 155.00, 'goes first');
select test.amend('ON-TOP', '2026-03-01', 5, true);
select is(155 + test.net('ON-TOP'), 77.50, 'before what was there from the start');
select test.amend('ON-TOP', '2026-03-01', 15, true);
select is(155 + test.net('ON-TOP'), 155 + 139.50, 'and comes back with its discount alone');
select test.amend('ON-TOP', '2026-03-16', 20, true);
select is(155 + test.net('ON-TOP'), 155 + 67.50 + 144.00, 'for its days');
select ok(bool_and(p.agrees), 'as is explained') from test.prorated('ON-TOP') as p;

-- Nothing of a line that was added is billed yet: all of it asks for what holds.
select test.sign('MORE');
select billing.amend_contract(test.contract('MORE'), '2026-03-01', array[(null, null, null, null,
  null, jsonb_populate_record(null::sales.contract_line_input,
    '{"description": "More", "quantity": 1, "unit_price": 31}'))::sales.contract_change_input]);
select billing.amend_contract(test.contract('MORE'), '2026-03-01', array[(l.id, 2, null, null,
  null, null)::sales.contract_change_input])
from sales.contract_lines as l
where l.contract_id = test.contract('MORE') and l.description = 'More';
select test.bill('MORE');
select results_eq($$select * from test.prorated('MORE')$$,
  $$values (1::bigint, 62.00, 6.20, true)$$, 'An added line that is changed is discounted as a whole');

-- A line that joins and ends before it is billed is nothing, discounted or not.
select test.sign('GONE');
select billing.amend_contract(test.contract('GONE'), '2026-03-11', array[(null, null, null, null,
  null, jsonb_populate_record(null::sales.contract_line_input,
    '{"description": "More", "quantity": 1, "unit_price": 31}'))::sales.contract_change_input]);
select billing.amend_contract(test.contract('GONE'), '2026-03-11', array[(l.id, null, null, null,
  true, null)::sales.contract_change_input])
from sales.contract_lines as l
where l.contract_id = test.contract('GONE') and l.description = 'More';
select test.bill('GONE');
select is_empty($$select * from test.prorated('GONE')$$, 'Nothing is left, nothing is billed');

select test.as('admin', 'acme');
select is_empty('select * from ledger.discrepancies', 'The books agree');
