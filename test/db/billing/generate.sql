-- The main job: the contract of the year is billed once, and booked.
select test.provision('acme', '2026-01-15T12:00:00Z', 'USD', 'America/New_York');
select test.provision('other');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.invoice(number text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i where i.invoice_number = number order by i.id limit 1 $$;
grant execute on all functions in schema test to public;
select test.as('admin', 'acme');
select customers.create_account('Acme', billing_contact_email => 'ap@example.com');
select sales.create_contract((select id from customers.accounts), '2026-02-01', '2027-01-31',
  contract_number => 'CTR-2026-001', seat_count => 100, committed_seats => 100,
  seat_price => 99.90, payment_terms => 'net_30');

select test.as('finance', 'acme');
select results_eq(
  $$select p.total::numeric, cardinality(p.invoices)
    from billing.preview_invoice(test.contract('CTR-2026-001'), '2026-02-01') as p$$,
  'values (119880.00, 1)', 'The preview shows the year');
select results_eq(
  $$select p.total::numeric, cardinality(p.invoices)
    from billing.preview_invoice(test.contract('CTR-2026-001'), '2026-01-31') as p$$,
  'values (0.00, 0)', 'and nothing before it begins');
select is_empty('select * from billing.invoices', 'A preview leaves nothing behind');
select results_eq(
  $$select i.invoice_number collate "default", i.status, i.total::numeric, i.issue_date, i.due_date,
      billing.invoices_period_start(i), billing.invoices_period_end(i)
    from billing.generate_invoice(test.contract('CTR-2026-001'), '2026-02-01', '2027-01-31',
      'PO-ACME-2026-045') as i$$,
  $$values ('INV-2026-001', 'draft', 119880.00, date '2026-02-01', date '2026-03-03',
    date '2026-02-01', date '2027-01-31')$$,
  'The invoice of the customer''s example');
select results_eq(
  $$select i.invoice_number collate "default" from billing.generate_invoice(
    test.contract('CTR-2026-001'), '2026-02-01', '2027-01-31') as i$$,
  $$values ('INV-2026-001')$$, 'Asked again, it is the same one');
select results_eq(
  $$select quantity::numeric, unit_price, intervals, amount::numeric
    from billing.invoice_items as item$$,
  $$values (100::numeric, 99.90, 12::numeric, 119880.00)$$,
  'It has one item that says how it comes about');
select throws_ok(
  $$select billing.generate_invoice(test.contract('CTR-2026-001'), '2026-02-01', '2026-06-30')$$,
  'INPUT', 'The contract is billed from 2026-02-01 to 2027-01-31; a period cannot be cut.',
  'A period is not cut');
select throws_ok(
  $$select billing.generate_invoice(test.contract('CTR-2026-001'), '2027-02-01', '2028-01-31')$$,
  'NOTHG', null, 'After the term there is nothing to bill');
select throws_ok(
  $$select billing.generate_invoice(test.contract('CTR-2026-001'), '2027-02-01', '2027-01-31')$$,
  'INPUT', null, 'A period does not end before it starts');
select throws_ok(
  $$select billing.generate_invoice(test.contract('CTR-2026-001'), '2027-02-01')$$, 'INPUT', null,
  'nor has it one end');
select throws_ok($$select billing.generate_invoice(uuidv7())$$, 'NOTFD', 'No contract has this id.',
  'An unknown contract is not billed');

-- A draft can be edited, an issued invoice cannot.
select throws_ok($$insert into billing.invoice_items (invoice_id, description)
  values (test.invoice('INV-2026-001'), 'x')$$, '42501', null, 'Items come by commands');
select lives_ok($$update billing.invoices set notes = 'Thank you.'$$, 'A draft takes notes');
select throws_ok($$select billing.finalize_invoice(test.invoice('INV-2026-001'))$$, 'AHEAD',
  'The invoice is dated 2026-02-01; it is issued then, or today if it is dated today.',
  'It is not issued before its day');
select throws_ok($$select billing.generate_invoice(test.contract('CTR-2026-001'))$$, 'NOTHG',
  'Nothing of the contract is due yet.', 'and nothing else is due');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-02-01T12:00:00Z');
select test.as('finance', 'acme');
select results_eq(
  $$select i.invoice_number collate "default" from billing.generate_invoice(test.contract('CTR-2026-001')) as i$$,
  $$values ('INV-2026-001')$$, 'On its day it is what is due');
select results_eq(
  $$select i.status, i.balance::numeric from billing.finalize_invoice(test.invoice('INV-2026-001')) as i$$,
  $$values ('open', 119880.00)$$, 'Finalised, it is open');
select results_eq(
  $$select code, coalesce(debit, 0), coalesce(credit, 0) from ledger.entries order by side desc$$,
  $$values ('receivable', 119880.00, 0::numeric), ('deferred_revenue', 0, 119880.00)$$,
  'and booked: receivable against deferred revenue');
select results_eq($$select task from events.jobs order by task$$,
  $$values ('billing/mail_document'), ('billing/render_invoice')$$, 'to be rendered and mailed');
select throws_ok($$select billing.finalize_invoice(test.invoice('INV-2026-001'))$$, 'TRANS', null,
  'It is finalised once');
select throws_ok($$update billing.invoices set due_date = '2026-12-31'$$, 'TRANS', null,
  'and says what it said');
select lives_ok($$update billing.invoices set internal_notes = 'Called them.'$$,
  'except to colleagues');
select throws_ok($$select billing.add_invoice_item(test.invoice('INV-2026-001'), 'x', 1, 1)$$,
  'TRANS', null, 'No item is added');

-- Overdue on the day after the due date, where the account is.
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-03-04T04:59:00Z');
select is((select status from billing.invoices), 'open', 'On the due date it is not overdue');
select tenancy.advance_clock('2026-03-04T05:00:00Z');
select is((select status from billing.invoices), 'overdue', 'On the day after, it is');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Void.
select throws_ok($$select billing.void_invoice(test.invoice('INV-2026-001'), ' ')$$, 'INPUT', null,
  'A void needs a reason');
select results_eq(
  $$select i.status from billing.void_invoice(test.invoice('INV-2026-001'), 'Wrong account') as i$$,
  $$values ('void')$$, 'It is voided');
select is_empty('select * from ledger.discrepancies', 'and reversed');
select is(ledger.balance('receivable', 'USD')::numeric, 0.00, 'to nothing');
select results_eq(
  $$select i.invoice_number collate "default" from billing.generate_invoice(
    test.contract('CTR-2026-001'), '2026-02-01', '2027-01-31') as i$$,
  $$values ('INV-2026-002')$$, 'Its days can be billed again, under the next number');

-- Who may not.
select test.as('viewer', 'acme');
select throws_ok($$select billing.generate_invoice(test.contract('CTR-2026-001'))$$, '42501', null,
  'A viewer bills nothing');
select throws_ok($$select billing.void_invoice(test.invoice('INV-2026-002'), 'x')$$, '42501', null,
  'and voids nothing');
select test.as('sales', 'acme');
select throws_ok($$select billing.generate_invoice(test.contract('CTR-2026-001'))$$, '42501', null,
  'Sales bills nothing either');
select test.as('admin', 'other');
select is_empty('select * from billing.invoices', 'A stranger sees no invoice');
select is_empty('select * from billing.invoice_items', 'nor item');
select throws_ok($$select billing.generate_invoice(test.contract('CTR-2026-001'))$$, 'NOTFD',
  'No contract has this id.', 'bills no foreign contract');
select throws_ok($$select billing.finalize_invoice(test.invoice('INV-2026-002'))$$, 'NOTFD',
  'No invoice has this id.', 'finalises no foreign invoice');
select throws_ok($$select billing.void_invoice(test.invoice('INV-2026-002'), 'x')$$, 'NOTFD',
  'No invoice has this id.', 'voids none');
select throws_ok($$select billing.send_invoice(test.invoice('INV-2026-002'))$$, 'NOTFD',
  'No invoice has this id.', 'sends none');
