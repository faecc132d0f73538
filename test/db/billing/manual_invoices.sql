-- Finance writes invoices by hand; sums follow the items, numbers have no gaps.
select test.provision('acme', '2026-01-11T12:00:00Z');
create function test.invoice(number text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i where i.invoice_number = number $$;
grant execute on all functions in schema test to public;
select test.as('admin', 'acme');
select customers.create_account('Acme');
select test.as('finance', 'acme');
select results_eq(
  $$select i.invoice_number collate "default", i.status, i.issue_date, i.due_date, i.subtotal::numeric,
      i.tax::numeric, i.total::numeric
    from billing.create_invoice((select id from customers.accounts), items => array[
      (null, null, 'CRM Pro - Monthly', 1, 99.00, null, null, '2026-01-11', '2026-02-10', null),
      (null, null, 'Setup Fee', null, 199.00, 9, 19.00, null, null, null)
    ]::billing.invoice_item_input[]) as i$$,
  $$values ('INV-2026-001', 'draft', date '2026-01-11', date '2026-02-10', 298.00, 19.00, 308.00)$$,
  'An invoice with two items, a discount and tax');
select results_eq(
  $$select i.total::numeric from billing.add_invoice_item(test.invoice('INV-2026-001'), 'Hours', 2.5,
    100.333) as i$$, 'values (558.83)', 'An item is added, rounded once');
select results_eq(
  $$select i.total::numeric from billing.remove_invoice_item(test.invoice('INV-2026-001'), (
    select id from billing.invoice_items where description = 'Setup Fee')) as i$$,
  'values (349.83)', 'and one taken off');
select throws_ok(
  $$select billing.remove_invoice_item(test.invoice('INV-2026-001'), uuidv7())$$, 'NOTFD', null,
  'An unknown item is not taken off');
select results_eq(
  $$select i.status from billing.finalize_invoice(test.invoice('INV-2026-001')) as i$$,
  $$values ('open')$$, 'It is issued');
select results_eq(
  $$select ledger.balance('receivable', 'USD')::numeric, abs(ledger.balance('deferred_revenue', 'USD')),
    abs(ledger.balance('revenue', 'USD'))$$,
  'values (349.83, 99.00, 250.83)', 'What serves a period is deferred, the rest is revenue');
select is_empty('select * from ledger.discrepancies', 'The books agree');

select throws_ok(
  $$select billing.create_invoice((select id from customers.accounts), items => array[
    (null, null, 'x', 1, -1, null, null, null, null, null)]::billing.invoice_item_input[])$$, 'INPUT',
  'A unit price is not negative; use a credit note.', 'A negative price is refused');
select throws_ok(
  $$select billing.create_invoice((select id from customers.accounts), items => array[
    (null, null, null, 1, 1, null, null, null, null, null)]::billing.invoice_item_input[])$$, 'INPUT',
  'Describe the item or name a product.', 'An item without words is refused');
select throws_ok(
  $$select billing.create_invoice((select id from customers.accounts), items => array[
    (null, null, 'x', 'NaN', 1, null, null, null, null, null)]::billing.invoice_item_input[])$$, null, null,
  'A quantity that is no number is refused');
select throws_ok(
  $$select billing.create_invoice((select id from customers.accounts), '2026-01-11', '2026-01-10')$$,
  '23514', null, 'It is not due before it is issued');
select throws_ok($$select billing.create_invoice(uuidv7())$$, 'NOTFD', 'No account has this id.',
  'An unknown account is not billed');
select results_eq(
  $$select i.invoice_number collate "default" from billing.create_invoice((select id from customers.accounts)) as i$$,
  $$values ('INV-2026-002')$$, 'What was refused took no number');
select throws_ok($$select billing.finalize_invoice(test.invoice('INV-2026-002'))$$, 'TRANS', null,
  'An invoice without items is not issued');
select lives_ok($$select billing.void_invoice(test.invoice('INV-2026-002'), 'Not needed')$$,
  'A draft that is not needed becomes void');
select results_eq(
  $$select i.invoice_number collate "default" from billing.create_invoice((select id from customers.accounts),
    issue_date => '2027-01-02') as i$$,
  $$values ('INV-2027-001')$$, 'A new year begins at 1');
select throws_ok($$select billing.send_invoice(test.invoice('INV-2026-001'))$$, 'INPUT', null,
  'Without an address nothing is sent');

-- On hold.
select customers.hold_account((select id from customers.accounts), 'Owes us');
select throws_ok($$select billing.create_invoice((select id from customers.accounts))$$, 'CRHLD',
  null, 'An account on hold gets no new invoice');

-- Deletion.
select test.as('admin', 'acme');
select customers.release_account((select id from customers.accounts), 'Paid');
select throws_ok($$select customers.delete_account((select id from customers.accounts))$$, 'CNFLT',
  'The account has invoices that are not settled.', 'An account that owes is not deleted');
