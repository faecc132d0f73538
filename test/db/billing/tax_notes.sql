-- Where the tax was wrong and the price was not, tax alone is credited, up to what is left of it.
select test.provision('acme', '2026-01-01T12:00:00Z', 'EUR'), test.provision('globex');
create function test.billed(number text) returns uuid language sql stable as $$
  select i.id from billing.invoices as i where i.invoice_number = number
$$;
create function test.item(number text, description text) returns uuid language sql stable as $$
  select item.id from billing.invoice_items as item
  where item.invoice_id = test.billed(number) and item.description = $2
$$;
create function test.note(number text, description text, tax numeric, settlement text default null)
  returns text language sql as $$
  select concat_ws(' ', n.credit_note_number, n.kind, n.net, n.tax, n.applied_to_invoice,
    n.to_balance, n.to_refund)
  from billing.create_tax_note(test.billed(number), 'The reduced rate holds', array[
    (test.item(number, description), tax)::billing.tax_note_line_input], settlement) as n
$$;
create function test.left(number text) returns setof text language sql stable security definer as $$
  select concat_ws(' ', item.description, rest.net_left, rest.tax_left)
  from billing.invoice_items as item
  cross join lateral billing.item_rests(array[item.id]) as rest
  where item.invoice_id = test.billed(number) order by item.position
$$;
create function test.of_acme() returns uuid language sql stable security definer as $$
  select i.id from billing.invoices as i
  where i.tenant_id = test.tenant('acme') and i.invoice_number = 'INV-2026-002'
$$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
update tenancy.legal_entities set country = 'DE', line1 = '1 Weg', city = 'Berlin';
select tax.add_tax_registration('DE', 'DE136695976', '2020-01-01');
select customers.create_account('Nord', billing_address =>
  row('1 Allee', null, 'Berlin', null, '10115', 'DE'));
select test.as('finance', 'acme');
select billing.finalize_invoice((billing.create_invoice(a.id, items => array[
  (null, null, 'Books', 1, 100, 0, null, null, null, null),
  (null, null, 'Work', 1, 200, 0, null, null, null, null),
  (null, null, 'Free', 1, 50, 0, 0, null, null, null)]::billing.invoice_item_input[])).id)
from customers.accounts as a, generate_series(1, 2);

-- The right rate is 7 %: 12.00 of 19.00 were too much.
select is(test.note('INV-2026-001', 'Books', 12),
  'CN-2026-001 tax_only 0.00 12.00 12.00 0.00 0.00', 'Tax alone lowers what is owed');
select results_eq($$select * from test.left('INV-2026-001')$$,
  array['Books 100.00 7.00', 'Work 200.00 38.00', 'Free 50.00 0.00'], 'and the net stays billed');
select results_eq(
  $$select concat_ws(' ', t.name, t.rate, t.taxable, t.amount)
    from billing.credit_notes as n cross join lateral billing.credit_notes_tax_lines(n) as t$$,
  array['Germany 19 0.00 12.00'], 'The note says of which rate');
select is(ledger.balance('tax_payable', 'EUR')::numeric, 102.00, 'It is owed to the state no more');
select is(ledger.balance('revenue', 'EUR')::numeric, 700.00, 'Revenue is as it was');

-- No more than there is.
select throws_ok($$select test.note('INV-2026-001', 'Books', 7.01)$$, 'OVRAP',
  'The item has 7.00 tax left.', 'No more than is left');
select throws_ok($$select test.note('INV-2026-001', 'Free', 1)$$, 'OVRAP',
  'The item has no tax left.', 'and nothing of what has none');
select throws_ok($$select test.note('INV-2026-001', 'Work', 0)$$, 'INPUT', 'A credit is above zero.',
  'Nothing is no credit');
select throws_ok($$select test.note('INV-2026-001', 'Work', 0.001)$$, 'INPUT', null,
  'nor is what has more decimals than the currency');
select throws_ok($$select test.note('INV-2026-001', 'Nothing', 1)$$, 'NOTFD', null,
  'Only items of the invoice have tax');
select throws_ok($$select billing.create_tax_note(test.billed('INV-2026-001'), 'x', '{}')$$, 'INPUT',
  'Name 1 to 500 lines.', 'Items are named');
select throws_ok($$select billing.create_tax_note(test.billed('INV-2026-001'), ' ', array[
  (test.item('INV-2026-001', 'Work'), 1)::billing.tax_note_line_input])$$, 'INPUT', null,
  'Who credits says why');
select throws_ok($$select billing.create_tax_note(test.billed('INV-2026-001'), 'x', array_fill(
  (test.item('INV-2026-001', 'Work'), 1)::billing.tax_note_line_input, array[2]))$$, 'INPUT',
  'The item is named twice.', 'and each once');

-- What is left goes with a note of the whole.
select is(n.net || ' ' || n.tax || ' ' || n.kind, '350.00 45.00 credit', 'A note of the rest')
from billing.create_credit_note(test.billed('INV-2026-001'), 'All of it') as n;
select results_eq($$select * from test.left('INV-2026-001')$$,
  array['Books 0.00 0.00', 'Work 0.00 0.00', 'Free 0.00 0.00'], 'leaves nothing');
select throws_ok($$select test.note('INV-2026-001', 'Work', 1)$$, 'TRANS', null,
  'of which tax could be credited');

-- Paid, and all the tax of an item.
select payments.record_payment(407, currency => 'EUR', invoice_id => test.billed('INV-2026-002'));
select is(test.note('INV-2026-002', 'Work', null, 'refund'),
  'CN-2026-003 tax_only 0.00 38.00 0.00 0.00 38.00', 'Paid, it is paid back');
select is(n.net || ' ' || n.tax, '200.00 0.00', 'The net goes without tax then')
from billing.create_credit_note(test.billed('INV-2026-002'), 'Too much', array[
  (test.item('INV-2026-002', 'Work'), null)::billing.credit_note_line_input]) as n;
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Others.
select test.as('sales', 'acme');
select throws_ok($$select test.note('INV-2026-002', 'Books', 1)$$, '42501', null,
  'Sales credits no tax');
select test.as('finance', 'globex');
select throws_ok(format($$select billing.create_tax_note(%L, 'x', '{}')$$,
  test.of_acme()), 'NOTFD', null, 'A stranger finds no invoice');
