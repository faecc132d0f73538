-- What was given up of an invoice and is credited afterwards is not lost twice: who did not pay has
-- nothing to his credit, and no part of an item leaves the books twice.
-- A year in advance in Germany, 1,200.00 and 228.00 tax, of which a part is paid and the rest given
-- up on July 2: half a year was not earned then.
create function test.contract() returns uuid language sql stable as $$
  select c.id from sales.contracts as c
$$;
create function test.billed() returns uuid language sql stable as $$
  select i.id from billing.invoices as i where i.invoice_number = 'INV-2026-001'
$$;
create function test.give_up(slug text, paid numeric, given_up numeric) returns void
  language plpgsql as $$
begin
  perform test.root();
  perform test.provision(slug, '2026-01-01T12:00:00Z', 'EUR');
  perform test.as('admin', slug);
  update tenancy.tenants set finalize_after_days = 0;
  update tenancy.legal_entities set country = 'DE', line1 = '1 Weg', city = 'Berlin';
  perform tax.add_tax_registration('DE', 'DE136695976', '2020-01-01');
  perform sales.create_contract((customers.create_account('Nord', billing_address =>
      row('1 Allee', null, 'Berlin', null, '10115', 'DE'))).id, '2026-01-01', '2026-12-31',
    seat_count => 10, seat_price => 10, billing_frequency => 'annual');
  perform billing.finalize_invoice((billing.generate_invoice(test.contract())).id);
  perform tenancy.advance_clock(date '2026-07-02');
  if paid > 0 then
    perform payments.record_payment(paid, currency => 'EUR', invoice_id => test.billed());
  end if;
  perform billing.write_off_invoice(test.billed(), 'Insolvent', given_up);
end $$;
create function test.seats(seats numeric) returns void language sql as $$
  select from sales.contract_lines as l
  cross join lateral billing.amend_contract(l.contract_id, '2026-07-02', array[
    (l.id, null, null, seats, null, null)::sales.contract_change_input], invoice_now => true)
$$;
create function test.issue() returns void language sql as $$
  select from billing.invoices as i
  cross join lateral billing.finalize_invoice(i.id)
  where i.status = 'draft'
$$;
create function test.credit(net numeric) returns void language sql as $$
  select from billing.create_credit_note(test.billed(), 'Not as agreed', array(
    select (item.id, net)::billing.credit_note_line_input
    from billing.invoice_items as item where item.invoice_id = test.billed()))
$$;
create function test.lower() returns text language sql as $$
  select concat_ws(' ', n.tax, n.applied_to_invoice)
  from billing.create_tax_note(test.billed(), 'The reduced rate holds', array(
    select (item.id, 144)::billing.tax_note_line_input
    from billing.invoice_items as item where item.invoice_id = test.billed())) as n
$$;
create function test.books() returns text language sql stable as $$
  select string_agg(code.it || ' ' || ledger.balance(code.it, 'EUR'), ', ' order by code.it)
  from unnest('{bad_debt,customer_balance,deferred_revenue,receivable,tax_payable}'::text[])
    as code (it)
$$;
create function test.state() returns text language sql stable as $$
  select concat_ws(' ', i.status, i.credited_amount, i.written_off_amount, i.balance)
  from billing.invoices as i where i.id = test.billed()
$$;
grant execute on all functions in schema test to public;

-- All of it, then ended with credit: 601.64 and 114.31 tax are given back.
select test.give_up('ended', 0, null);
select is(test.books(), 'bad_debt 598.36, customer_balance 0.00, deferred_revenue 598.36, '
  'receivable 0.00, tax_payable 0.00', 'A year is given up when half of it is over');
select billing.cancel_contract(test.contract(), 'Insolvent', '2026-07-02', true);
select billing.generate_invoice(test.contract());
select test.issue();
select is(test.state(), 'uncollectible 715.95 712.05 0.00',
  'What is given back of it is given up no more');
select is(test.books(), 'bad_debt 298.36, customer_balance 0.00, deferred_revenue 298.36, '
  'receivable 0.00, tax_payable 0.00', 'nor is it to the credit of who did not pay');
select throws_ok($$select billing.void_invoice(i.id, 'x') from billing.invoices as i
  where i.total < 0$$, 'TRANS', 'What the invoice gave the account is used already.',
  'and cannot be taken back');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Half of it.
select test.give_up('half', 714, null);
select billing.cancel_contract(test.contract(), 'Over', '2026-07-02', true);
select billing.generate_invoice(test.contract());
select test.issue();
select is(test.state(), 'paid 714.00 0.00 0.00', 'Who paid half has paid what was used');
select is(test.books(), 'bad_debt 0.00, customer_balance 1.95, deferred_revenue 598.36, '
  'receivable 0.00, tax_payable 113.69', 'and has the rest to his credit');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Fewer seats, and more: what the invoice charges uses the credit first.
select test.give_up('fewer', 0, null);
select test.seats(9);
select test.issue();
select is(test.state(), 'uncollectible 71.59 1356.41 0.00', 'Of fewer seats the difference');
select is_empty('select * from ledger.discrepancies', 'The books agree');
select test.give_up('more', 0, null);
select test.seats(12);
select test.issue();
select is(test.state(), 'uncollectible 0.00 1428.00 0.00',
  'Where more is charged than given back it stays given up');
select is(test.books(), 'bad_debt 715.95, customer_balance 0.00, deferred_revenue 721.97, '
  'receivable 143.19, tax_payable 137.17', 'but its tax comes back for what is left of it alone');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- A remainder, and notes that the open balance takes.
select test.give_up('noted', 0, 714);
select test.credit(500);
select is(test.state(), 'overdue 595.00 714.00 119.00', 'A note lowers what is owed first');
select test.credit(null);
select is(test.state(), 'void 1428.00 0.00 0.00', 'then takes back what was given up');
select is(test.books(), 'bad_debt 0.00, customer_balance 0.00, deferred_revenue 0.00, '
  'receivable 0.00, tax_payable 0.00', 'and nothing is left of it');

-- Half of it, then the tax falls to 7 %: of the half that is owed still, no tax comes back.
select test.give_up('lowered', 0, 714);
select is(ledger.balance('tax_payable', 'EUR')::numeric, 114.00, 'Half of the tax comes back');
select is(test.lower(), '144.00 144.00', 'The tax of all of it is lowered');
select is(test.state(), 'overdue 144.00 714.00 570.00', 'by what is owed');
select is(ledger.balance('tax_payable', 'EUR')::numeric, 37.29,
  'and of 570.00 that are owed still, 37.29 are tax');
select is_empty('select * from ledger.discrepancies', 'The books agree');
select payments.record_payment(300, currency => 'EUR', invoice_id => test.billed());
select is((billing.write_off_invoice(test.billed(), 'Insolvent')).written_off_amount::numeric, 984.00,
  'Part of it comes, the rest is given up too');
select is(ledger.balance('tax_payable', 'EUR')::numeric, 19.63,
  'The tax in what came is owed, however it was given up');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Given up, recovered, and credited in full.
select test.give_up('recovered', 0, null);
select payments.record_payment(714, currency => 'EUR', invoice_id => test.billed());
select test.credit(null);
select is(test.state(), 'uncollectible 714.00 714.00 0.00', 'What came stays recovered');
select is(test.books(), 'bad_debt 600.00, customer_balance 714.00, deferred_revenue 0.00, '
  'receivable 0.00, tax_payable 0.00', 'Nothing is deferred of what was credited');
select is(ledger.balance('bad_debt_recovery', 'EUR')::numeric, 600.00,
  'and what was lost is what was recovered');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- What came bounces: all that was credited is lost, and its tax, which the note gave back, comes
-- back no other time.
select payments.reverse_payment(p.id, 'Bounced') from payments.payments as p;
select is(test.books(), 'bad_debt 714.00, customer_balance 714.00, deferred_revenue 0.00, '
  'receivable 0.00, tax_payable 0.00', 'A recovery that bounces after a note is lost, tax and all');
select is_empty('select * from ledger.discrepancies', 'The books agree');
select payments.record_payment(714, currency => 'EUR', invoice_id => test.billed());
select is(test.books(), 'bad_debt 714.00, customer_balance 714.00, deferred_revenue 0.00, '
  'receivable 0.00, tax_payable 0.00', 'Come again, it has no tax in it');
select is(ledger.balance('bad_debt_recovery', 'EUR')::numeric, 714.00, 'and is recovered');
select is_empty('select * from ledger.discrepancies', 'The books agree');
