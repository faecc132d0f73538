-- What an invoice says is taken back, exactly; what was paid becomes balance or is paid back.
select test.provision('acme', '2026-01-15T12:00:00Z');
create function test.invoice(number text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i where i.invoice_number = number $$;
create function test.item(number text, words text) returns uuid language sql security definer as $$
  select item.id from billing.invoice_items as item
  where item.invoice_id = test.invoice(number) and item.description = words $$;
create function test.note(number text) returns billing.credit_notes language sql security definer as $$
  select n from billing.credit_notes as n where n.credit_note_number = number $$;
create function test.account() returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = 'Acme' $$;
-- Licences of 100 and tax of 20 for a month, set-up of 50 and tax of 10.
create function test.issue() returns text language sql as $$
  select f.invoice_number
  from billing.create_invoice(test.account(), items => array[
    (null, null, 'Licences', 1, 110, 10, 20, '2026-01-01', '2026-01-31', null),
    (null, null, 'Set-up', 1, 50, 0, 10, null, null, null)]::billing.invoice_item_input[]) as i,
    billing.finalize_invoice(i.id) as f $$;
create function test.issue_on(day date) returns uuid language sql as $$
  select f.id
  from billing.create_invoice(test.account(), issue_date => day, due_date => '2026-03-01',
    items => array[(null, null, 'Work', 1, 100, 0, 0, null, null, null)]::billing.invoice_item_input[])
    as i, billing.finalize_invoice(i.id, keep_date => true) as f $$;
grant execute on all functions in schema test to public;
select test.as('admin', 'acme');
select customers.create_account('Acme');

-- Finance.
select test.as('finance', 'acme');
select test.issue();
select results_eq(
  $$select n.credit_note_number, n.issue_date, n.net::numeric, n.tax::numeric, n.total::numeric,
      n.applied_to_invoice::numeric, n.to_balance::numeric
    from billing.create_credit_note(test.invoice('INV-2026-001'), 'Two seats too many', array[
      (test.item('INV-2026-001', 'Licences'), 33.33)]::billing.credit_note_line_input[]) as n$$,
  $$values ('CN-2026-001', date '2026-01-15', 33.33, 6.67, 40.00, 40.00, 0.00)$$,
  'A note on a line takes the tax in proportion, and lowers what is owed');
select results_eq(
  $$select status, credited_amount::numeric, balance::numeric from billing.invoices$$,
  $$values ('open', 40.00, 140.00)$$, 'The invoice stays open with less to pay');
select results_eq(
  $$select code, debit::numeric, credit::numeric from ledger.entries
    where source_id = (test.note('CN-2026-001')).id order by transfer_id, side desc$$,
  $$values ('deferred_revenue', 33.33, null), ('receivable', null, 33.33),
      ('tax_payable', 6.67, null), ('receivable', null, 6.67)$$,
  'In the books it is the invoice turned round, as the line was posted');
select throws_ok(
  $$select billing.create_credit_note(test.invoice('INV-2026-001'), 'More', array[
    (test.item('INV-2026-001', 'Licences'), 66.68)]::billing.credit_note_line_input[])$$,
  'OVRAP', 'The item has 66.67 left.', 'No more than a line has left');
select throws_ok(
  $$select billing.create_credit_note(test.invoice('INV-2026-001'), 'More', array[
    (test.item('INV-2026-001', 'Set-up'), 1.001)]::billing.credit_note_line_input[])$$,
  'INPUT', 'The amount has more decimals than its currency.', 'nor parts of a cent');
select throws_ok(
  $$select billing.create_credit_note(test.invoice('INV-2026-001'), 'More', array[
    (test.item('INV-2026-001', 'Set-up'), -1)]::billing.credit_note_line_input[])$$,
  'INPUT', 'A credit is above zero.', 'nor less than nothing');
select throws_ok(
  $$select billing.create_credit_note(test.invoice('INV-2026-001'), 'More', array[
    (test.item('INV-2026-001', 'Set-up'), 1), (test.item('INV-2026-001', 'Set-up'), 1)
  ]::billing.credit_note_line_input[])$$, 'INPUT', 'The item is named twice.', 'nor a line twice');
select throws_ok(
  $$select billing.create_credit_note(test.invoice('INV-2026-001'), 'More', array[
    (uuidv7(), 1)]::billing.credit_note_line_input[])$$,
  'NOTFD', 'No item of this invoice has this id.', 'nor a line of something else');
select throws_ok(
  $$select billing.create_credit_note(test.invoice('INV-2026-001'), 'None', '{}')$$, 'INPUT', null,
  'nor nothing at all');
select throws_ok($$select billing.create_credit_note(test.invoice('INV-2026-001'), ' ')$$, 'INPUT',
  'Say why, in up to 1,000 characters.', 'A note says why');
select throws_ok(
  $$select billing.create_credit_note(test.invoice('INV-2026-001'), 'x', settlement => 'gift')$$,
  'INPUT', 'A settlement is balance or refund.', 'and where the rest is to go');
select throws_ok($$select billing.create_credit_note(uuidv7(), 'x')$$, 'NOTFD', null,
  'An unknown invoice is not credited');

-- All the rest of an unpaid invoice.
select results_eq(
  $$select n.net::numeric, n.tax::numeric, n.applied_to_invoice::numeric
    from billing.create_credit_note(test.invoice('INV-2026-001'), 'The rest') as n$$,
  'values (116.67, 23.33, 140.00)', 'The last note takes what is left, tax and all');
select results_eq(
  $$select status, total::numeric, credited_amount::numeric, balance::numeric, void_reason
    from billing.invoices$$,
  $$values ('void', 180.00, 180.00, 0.00, 'Credited by CN-2026-002')$$,
  'Credited in full and never paid, the invoice is void');
select results_eq(
  $$select a.code, ledger.balance(a.code, 'USD')::numeric
    from unnest(array['receivable', 'deferred_revenue', 'revenue', 'tax_payable']) as a (code)$$,
  $$values ('receivable', 0.00), ('deferred_revenue', 0.00), ('revenue', 0.00),
      ('tax_payable', 0.00)$$, 'The books are back at zero, without a reversal');
select is_empty('select * from ledger.discrepancies', 'and agree');
select throws_ok($$select billing.create_credit_note(test.invoice('INV-2026-001'), 'Again')$$,
  'TRANS', null, 'A void invoice is not credited again');

-- A paid one.
select test.issue();
select payments.record_payment(150, invoice_id => test.invoice('INV-2026-002'));
select results_eq(
  $$select n.applied_to_invoice::numeric, n.to_balance::numeric
    from billing.create_credit_note(test.invoice('INV-2026-002'), 'Not delivered', array[
      (test.item('INV-2026-002', 'Set-up'), null)]::billing.credit_note_line_input[]) as n$$,
  'values (30.00, 30.00)', 'A note pays what is open; what is left over is the account''s');
select results_eq(
  $$select i.status, i.paid_date, b.balance::numeric
    from billing.invoices as i, billing.account_balances as b
    where i.id = test.invoice('INV-2026-002')$$,
  $$values ('paid', date '2026-01-15', 30.00)$$, 'The invoice is paid, the account has a balance');
select results_eq(
  $$select n.applied_to_invoice::numeric, n.to_balance::numeric, n.to_refund::numeric
    from billing.create_credit_note(test.invoice('INV-2026-002'), 'Sorry', array[
      (test.item('INV-2026-002', 'Licences'), 50)]::billing.credit_note_line_input[],
      settlement => 'refund') as n$$,
  'values (0.00, 0.00, 60.00)', 'or is paid back, as asked');
select results_eq(
  $$select code from ledger.entries where side = 'credit'
    and source_id = (test.note('CN-2026-004')).id$$,
  $$values ('refunds_payable'), ('refunds_payable')$$, 'From a paid invoice it is owed at once');
select results_eq(
  $$select balance::numeric, refund_due::numeric from billing.account_balances$$,
  'values (30.00, 60.00)', 'Until then it is set apart');
select results_eq(
  $$select ledger.balance('customer_balance', 'USD')::numeric,
    ledger.balance('refunds_payable', 'USD')::numeric$$,
  'values (30.00, 60.00)', 'in the books too: what is to be paid back is no credit to be used');
select throws_ok(
  $$select billing.refund_credit_note((test.note('CN-2026-004')).id, '2026-01-14')$$, 'INPUT', null,
  'It is not paid back before it was asked');
select results_eq(
  $$select refunded_on, refund_reference
    from billing.refund_credit_note((test.note('CN-2026-004')).id, reference => 'Wire 7')$$,
  $$values (date '2026-01-15', 'Wire 7')$$, 'The bank paid it');
select throws_ok($$select billing.refund_credit_note((test.note('CN-2026-004')).id)$$, 'TRANS', null,
  'once');
select throws_ok($$select billing.refund_credit_note((test.note('CN-2026-003')).id)$$, 'TRANS', null,
  'and only what was asked back');
select results_eq(
  $$select ledger.balance('cash', 'USD')::numeric, ledger.balance('refunds_payable', 'USD')::numeric$$,
  'values (90.00, 0.00)', 'The cash is gone, and so is what was due');
select throws_ok($$select billing.void_invoice(test.invoice('INV-2026-002'), 'x')$$, 'TRANS', null,
  'A credited invoice is not voided besides');

-- The balance pays.
select test.issue();
select results_eq(
  $$select status, credited_amount::numeric, balance::numeric from billing.invoices
    where id = test.invoice('INV-2026-003')$$,
  $$values ('partially_paid', 30.00, 150.00)$$,
  'The balance pays what is issued next, as far as it reaches');
select throws_ok($$select billing.apply_account_balance(test.invoice('INV-2026-003'))$$, 'TRANS',
  'The account has no balance in USD.', 'and no further');
select is(ledger.balance('customer_balance', 'USD')::numeric, 0.00, 'It is used up');
select results_eq(
  $$select n.applied_to_invoice::numeric, n.to_balance::numeric
    from billing.create_credit_note(test.invoice('INV-2026-003'), 'All of it') as n$$,
  'values (150.00, 30.00)', 'What the balance paid comes back to it');
select results_eq(
  $$select status from billing.invoices where id = test.invoice('INV-2026-003')$$,
  $$values ('paid')$$, 'and the invoice is paid, not void');

-- Write-off.
select test.issue();
select payments.record_payment(80, invoice_id => test.invoice('INV-2026-004'));
select throws_ok($$select billing.write_off_invoice(test.invoice('INV-2026-004'), '')$$, 'INPUT', null,
  'A write-off says why');
select results_eq(
  $$select status, balance::numeric, write_off_reason
    from billing.write_off_invoice(test.invoice('INV-2026-004'), 'Bankrupt')$$,
  $$values ('uncollectible', 0.00, 'Bankrupt')$$, 'What is still owed is written off');
select is(ledger.balance('bad_debt', 'USD')::numeric, 48.67,
  'to bad debt, but for the 17 of 31 days that were not over: 70 x 54.84 of 180');
select is(ledger.balance('receivable', 'USD')::numeric, 0.00, 'out of the receivables');
select throws_ok($$select billing.write_off_invoice(test.invoice('INV-2026-004'), 'Again')$$, 'TRANS',
  null, 'once');
select results_eq(
  $$select n.applied_to_invoice::numeric, n.to_balance::numeric
    from billing.create_credit_note(test.invoice('INV-2026-004'), 'Wrong besides', array[
      (test.item('INV-2026-004', 'Licences'), 40)]::billing.credit_note_line_input[]) as n$$,
  'values (48.00, 0.00)', 'A credit note takes first what was given up');

-- Issued again: by hand.
select test.issue();
select results_eq(
  $$select invoice_number collate "default", status, total::numeric, internal_notes
    from billing.reissue_invoice(test.invoice('INV-2026-005'), 'Wrong address')$$,
  $$values ('INV-2026-006', 'draft', 180.00, 'Replaces INV-2026-005: Wrong address')$$,
  'An invoice written by hand is copied');
select results_eq(
  $$select status, credited_amount::numeric from billing.invoices
    where id = test.invoice('INV-2026-005')$$,
  $$values ('void', 0.00)$$, 'and the old one reversed');
select throws_ok($$select billing.reissue_invoice(test.invoice('INV-2026-006'), 'x')$$, 'TRANS', null,
  'A draft is edited instead');

-- Issued again: from a contract, paid already.
select test.as('sales', 'acme');
select sales.create_contract(test.account(), '2026-01-01', '2026-12-31',
  contract_number => 'CTR-1', seat_count => 10, seat_price => 10, billing_frequency => 'annual');
select test.as('finance', 'acme');
select billing.finalize_invoice((billing.generate_invoice(
  (select id from sales.contracts), '2026-01-01', '2026-12-31')).id, keep_date => true);
select payments.record_payment(1200, invoice_id => test.invoice('INV-2026-007'));
select results_eq(
  $$select invoice_number collate "default", status, total::numeric, lower(service_period)
    from billing.reissue_invoice(test.invoice('INV-2026-007'), 'Wrong purchase order')$$,
  $$values ('INV-2026-008', 'draft', 1200.00, date '2026-01-01')$$,
  'A period that was paid is credited and billed again');
select results_eq(
  $$select f.status, f.credited_amount::numeric
    from billing.finalize_invoice(test.invoice('INV-2026-008')) as f$$,
  $$values ('paid', 1200.00)$$, 'What was paid then pays now');
select is_empty('select * from ledger.discrepancies', 'The books agree');
select results_eq(
  $$select type from events.events where type in ('credit_note.issued', 'invoice.written_off')
    group by type order by type$$,
  $$values ('credit_note.issued'), ('invoice.written_off')$$, 'Others hear of it');

-- A past day is seen as it was: an invoice of the contract over 1,200, four over 100, of which one
-- is void by now. What was issued again is of today.
select billing.create_credit_note(test.issue_on('2026-01-02'), 'All');
select billing.write_off_invoice(test.issue_on('2026-01-02'), 'Gone');
select payments.record_payment(100, invoice_id => test.issue_on('2026-01-02'));
select billing.create_credit_note((select invoice_id from payments.payment_applications
  order by id desc limit 1), 'All');
select test.issue_on('2026-01-02');
select results_eq(
  $$select total::numeric, invoices from analytics.aging_report('2026-01-10')$$,
  'values (1600.00, 5)', 'What was credited, used or written off later was owed then');
select results_eq(
  $$select invoiced::numeric, credited::numeric from analytics.revenue_report('2026-01-01', '2026-01-14')$$,
  'values (1600.00, 0.00)', 'What was said of days that are past stays');
select results_eq(
  $$select credited::numeric from analytics.revenue_report('2026-01-01', tenancy.today())$$,
  'select sum(n.total)::numeric from billing.credit_notes as n',
  'Credited is what notes took back of what was invoiced');

-- Deductions, and tax that is rounded up each time.
select billing.finalize_invoice((billing.create_invoice(test.account(), items => array[
  (null, null, 'Work', 1, 1, 0, 0.20, null, null, null)]::billing.invoice_item_input[])).id);
select results_eq(
  $$select sum((n).net)::numeric, sum((n).tax)::numeric
    from (select billing.create_credit_note(test.invoice('INV-2026-013'), 'Bit by bit', array[
        (test.item('INV-2026-013', 'Work'), 0.03)]::billing.credit_note_line_input[]) as n
      from generate_series(1, 33)) as notes$$,
  'values (0.99, 0.20)', 'A chain of cents never credits more tax than there is');
select results_eq(
  $$select net::numeric, tax::numeric
    from billing.create_credit_note(test.invoice('INV-2026-013'), 'The rest')$$,
  'values (0.01, 0.00)', 'and its last note takes what is left');

-- An invoice with a deduction, as amendments make them.
select billing.create_invoice(test.account(), items => array[
  (null, null, 'Work', 1, 100, 0, 20, null, null, null)]::billing.invoice_item_input[]);
select test.root('acme');
with deduction as (
  insert into billing.invoice_items (tenant_id, invoice_id, "position", account_id, kind,
    description, amount, discount, tax)
  values (test.tenant('acme'), test.invoice('INV-2026-014'), 2, test.account(), 'proration',
    'Given back', -40, 0, -8)
  returning *
)
update billing.invoices as i set subtotal = i.subtotal + d.amount, tax = i.tax + d.tax
from deduction as d where i.id = d.invoice_id;
select test.as('finance', 'acme');
select billing.finalize_invoice(test.invoice('INV-2026-014'));
select throws_ok(
  $$select billing.create_credit_note(test.invoice('INV-2026-014'), 'x', array[
    (test.item('INV-2026-014', 'Work'), 100)]::billing.credit_note_line_input[])$$, 'OVRAP',
  'No more can be credited than the invoice has left.', 'A line is not credited beyond the total');
select throws_ok(
  $$select billing.create_credit_note(test.invoice('INV-2026-014'), 'x', array[
    (test.item('INV-2026-014', 'Given back'), 10)]::billing.credit_note_line_input[])$$, 'INPUT',
  'A credit of a deduction is below zero.', 'nor is a deduction made larger');
select lives_ok(
  $$select billing.create_credit_note(test.invoice('INV-2026-014'), 'x', array[
    (test.item('INV-2026-014', 'Work'), 50)]::billing.credit_note_line_input[])$$,
  'A part of it is');
select results_eq(
  $$select net::numeric, tax::numeric
    from billing.create_credit_note(test.invoice('INV-2026-014'), 'The rest')$$,
  'values (10.00, 2.00)', 'and the rest takes the deduction back too');
select is_empty('select * from ledger.discrepancies', 'The books agree again');

-- An amendment gave back what lies behind it: 182 of 365 days are left of the invoice.
select test.as('sales', 'acme');
select (billing.amend_contract((select id from sales.contracts), '2026-07-02', array[
  ((select id from sales.contract_lines), 5, null, null, null, null)
  ]::sales.contract_change_input[])) is null as is_none;
select test.as('finance', 'acme');
select results_eq(
  $$select net::numeric from billing.create_credit_note(test.invoice('INV-2026-008'), 'The rest')$$,
  'values (598.36)', 'A note takes back no day that an amendment gave back already');
select throws_ok($$select billing.create_credit_note(test.invoice('INV-2026-008'), 'More')$$, 'TRANS',
  'Nothing is left to credit.', 'and then nothing is left');

-- Viewer, and who may not.
select test.as('viewer', 'acme');
select results_eq(
  $$select count(*)::int from billing.credit_note_items where credit_note_id =
    (test.note('CN-2026-002')).id$$, 'values (2)', 'A viewer reads notes and their items');
select throws_ok($$select billing.create_credit_note(test.invoice('INV-2026-008'), 'x')$$, '42501',
  null, 'A viewer credits nothing');
select throws_ok($$select billing.write_off_invoice(test.invoice('INV-2026-008'), 'x')$$, '42501',
  null, 'writes nothing off');
select throws_ok($$select billing.apply_account_balance(test.invoice('INV-2026-008'))$$, '42501',
  null, 'and uses no balance');
select test.as('sales', 'acme');
select throws_ok($$select billing.reissue_invoice(test.invoice('INV-2026-008'), 'x')$$, '42501',
  null, 'Sales issues nothing again');

-- What the shape of the tables forbids, even to our own functions.
select test.root('acme');
select set_config('role', 'tenor_owner', true);
select throws_ok($$update billing.credit_note_items set net = 1$$, null, null,
  'What a note says stays');
select throws_ok($$update billing.credit_notes set net = net + 1$$, '23514', null,
  'and adds up to where it went');
select throws_ok($$update billing.account_balances set balance = -0.01$$, '23514', null,
  'No balance is below zero');
select throws_ok(
  $$insert into billing.credit_notes (legal_entity_id, credit_note_number, account_id, invoice_id, currency,
      issue_date, reason, net, tax, applied_to_invoice, to_balance, to_refund)
    values (tenancy.default_legal_entity_id(), 'CN-X', test.account(), test.invoice('INV-2026-008'), 'USD', '2026-01-15', 'x', 1, 0,
      1, 0, 0)$$, 'P0001', 'The items of a credit note do not add up to its totals.',
  'A note without items is none');
select throws_ok(
  $$with note as (
      insert into billing.credit_notes (legal_entity_id, credit_note_number, account_id, invoice_id, currency,
        issue_date, reason, net, tax, applied_to_invoice, to_balance, to_refund)
      values (tenancy.default_legal_entity_id(), 'CN-X', test.account(), test.invoice('INV-2026-008'), 'USD', '2026-01-15', 'x',
        1200.01, 0, 1200.01, 0, 0)
      returning id)
    insert into billing.credit_note_items (credit_note_id, invoice_item_id, net, tax)
    select note.id, item.id, 1200.01, 0 from note, billing.invoice_items as item
    where item.invoice_id = test.invoice('INV-2026-008')$$, 'OVRAP', null,
  'nor one beyond what the invoice has');
