-- What was issued is undone by a document where the law of the seller's country asks for one: a
-- note of the whole, which has a number and is mailed; else the invoice is void in the books alone.
create function test.open(slug text, country text) returns void language plpgsql as $$
begin
  perform test.root();
  perform test.provision(slug, '2026-01-01T12:00:00Z', 'EUR');
  perform test.as('admin', slug);
  update tenancy.legal_entities set country = open.country, line1 = '1 Weg', city = 'Berlin';
  perform tax.add_tax_registration('DE', 'DE136695976', '2020-01-01');
  perform sales.create_contract((customers.create_account('Nord',
      billing_contact_email => 'ap@nord.example', billing_address =>
      row('1 Allee', null, 'Berlin', null, '10115', 'DE'))).id, '2026-01-01', '2026-12-31',
    seat_count => 10, seat_price => 10, billing_frequency => 'monthly', discounts => array[
      (null, null, 10, null, 'once', null, null, 'Start')::sales.contract_discount_input]);
  perform billing.finalize_invoice(i.id)
  from sales.contracts as c cross join lateral billing.generate_invoice(c.id) as i;
end $$;
create function test.billed(number text default 'INV-2026-001') returns uuid language sql stable as $$
  select i.id from billing.invoices as i where i.invoice_number = number
$$;
create function test.books() returns text language sql stable as $$
  select string_agg(code.it || ' ' || ledger.balance(code.it, 'EUR'), ', ' order by code.it)
  from unnest('{deferred_revenue,receivable,tax_payable}'::text[]) as code (it)
$$;
create function test.notes() returns setof text language sql stable as $$
  select concat_ws(' ', n.credit_note_number, n.kind, n.net, n.tax, n.applied_to_invoice,
    n.to_balance, n.delivery)
  from billing.credit_notes as n order by n.credit_note_number
$$;
create function test.months() returns setof text language sql stable as $$
  select i.invoice_number || ' ' || i.subtotal || ' ' || i.discount
  from billing.invoices as i where i.status = 'draft' order by 1
$$;
grant execute on all functions in schema test to public;

-- Germany: a note.
select test.open('de', 'DE');
select test.as('viewer', 'de');
select throws_ok($$select billing.void_invoice(test.billed(), 'x')$$, '42501', null,
  'A viewer cancels nothing');
select test.as('finance', 'de');
select is(test.books(), 'deferred_revenue 90.00, receivable 107.10, tax_payable 17.10',
  'A month is billed, less 10 % once');
select throws_ok($$select billing.void_invoice(test.billed(), ' ')$$, 'INPUT', null,
  'Who cancels says why');
select is((billing.void_invoice(test.billed(), 'Entered twice')).status, 'void',
  'Cancelled, an invoice is void');
select results_eq('select * from test.notes()',
  $$values ('CN-2026-001 cancellation 90.00 17.10 107.10 0.00 queued')$$,
  'by a note of the whole, which is mailed');
select is(test.books(), 'deferred_revenue 0.00, receivable 0.00, tax_payable 0.00',
  'Nothing is left in the books');
select is(billing.invoices_credit_note_id(i), n.id, 'The invoice names its note')
from billing.invoices as i cross join billing.credit_notes as n where i.id = test.billed();
select is(document #>> '{note_kind}', 'cancellation', 'The document says what it is')
from billing.credit_notes as n
cross join lateral billing.credit_note_document(n.id) as document;
select is(document #>> '{invoice,corrects}' || ' ' || (document #>> '{invoice,corrects_on}'),
  'INV-2026-001 2026-01-01', 'and what it cancels, of which day')
from billing.credit_notes as n
cross join lateral billing.credit_note_document(n.id) as document;
select throws_ok($$select billing.void_invoice(test.billed(), 'Again')$$, 'TRANS', null,
  'It is cancelled once');
select throws_ok($$select billing.create_credit_note(test.billed(), 'Again')$$, 'TRANS', null,
  'and not credited');
select is((select count(*)::int from events.events where type in ('invoice.voided',
  'credit_note.issued')), 2, 'The world is told of both');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- The days wait for a person, with what the discount gave.
select test.as('admin', 'de');
select tenancy.advance_clock(date '2026-02-01');
select test.as('finance', 'de');
select billing.generate_invoice(c.id, '2026-01-01', '2026-01-31') from sales.contracts as c;
select ok(exists (select from test.months() as m where m like 'DRAFT-% 100.00 10.00'),
  'Billed again by a person, the days have their discount again');

-- A draft is discarded, nobody was sent it.
select is((billing.void_invoice(i.id, 'Not yet')).status, 'void', 'A draft is discarded')
from billing.invoices as i where i.status = 'draft' order by i.invoice_number limit 1;
select is((select count(*)::int from billing.credit_notes), 1, 'without a note');

-- What asks for nothing was not sent.
select is((billing.void_invoice((billing.finalize_invoice(i.id)).id, 'Wrong')).status, 'void',
  'What asks for nothing is reversed')
from sales.contracts as c
cross join lateral billing.create_invoice(c.account_id, items => array[
  (null, null, 'Gift', 1, 0, 0, 0, null, null, null)::billing.invoice_item_input]) as i;
select is((select count(*)::int from billing.credit_notes), 1, 'without a note');

-- Reissued, an invoice is cancelled by a note too.
select test.open('again', 'DE');
select is((billing.reissue_invoice(test.billed(), 'Wrong order')).status, 'draft',
  'Reissued, there is a new draft');
select results_eq('select * from test.notes()',
  $$values ('CN-2026-001 cancellation 90.00 17.10 107.10 0.00 queued')$$,
  'and a note of the old one');
select is((select i.subtotal || ' ' || i.discount from billing.invoices as i
  where i.status = 'draft'), '100.00 10.00', 'of the same');

-- The United States: void in the books.
select test.open('us', 'US');
select is((billing.void_invoice(test.billed(), 'Wrong')).status, 'void', 'Voided, where it may be');
select is_empty('select * from test.notes()', 'without a note');
select is(test.books(), 'deferred_revenue 0.00, receivable 0.00, tax_payable 0.00',
  'Nothing is left in the books');

-- The seller's choice.
select test.open('choice', 'US');
select test.as('finance', 'choice');
select throws_ok('update tenancy.legal_entities set voids_issued = false', '42501', null,
  'Finance does not choose');
select test.as('admin', 'choice');
update tenancy.legal_entities set voids_issued = false;
select billing.void_invoice(test.billed(), 'Wrong');
select is((select count(*)::int from test.notes()), 1, 'Who wants a note gets one');
select test.open('void', 'DE');
update tenancy.legal_entities set voids_issued = true;
select billing.void_invoice(test.billed(), 'Wrong');
select is_empty('select * from test.notes()', 'and who wants none, none');
