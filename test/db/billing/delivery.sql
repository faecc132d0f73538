-- Who receives an invoice, and what an invoice says that nobody does.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.invoice(number text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i where i.invoice_number = number $$;
create function test.note(number text) returns uuid language sql security definer as $$
  select n.id from billing.credit_notes as n where n.credit_note_number = number $$;
create function test.first_mail(of uuid) returns uuid language sql security definer as $$
  select e.id from events.emails as e where e.object_id = of order by e.id limit 1 $$;
create function test.last_mail(of uuid) returns uuid language sql security definer as $$
  select e.id from events.emails as e where e.object_id = of order by e.id desc limit 1 $$;
create function test.draft(account text, price numeric) returns void language sql as $$
  select billing.create_invoice(test.account(account), items => array[
    (null, null, 'Work', 1, price, null, null, null, null, null)]::billing.invoice_item_input[]) $$;
grant execute on all functions in schema test to public;

select test.as('finance', 'acme');
select customers.create_account('Silent');
select test.draft('Silent', 100);
select is((select delivery from billing.invoices), 'unsent', 'A draft is not sent');
select is((billing.finalize_invoice(test.invoice('INV-2026-001'))).delivery, 'unsent',
  'Issued to an account without any address, it says so');
select results_eq(
  $$select object_id, data -> 'object' ->> 'delivery' from events.events
    where type = 'invoice.undeliverable'$$,
  $$values (test.invoice('INV-2026-001'), 'unsent')$$, 'and the world is told');
select throws_ok($$select billing.send_invoice(test.invoice('INV-2026-001'))$$, 'INPUT',
  'Nobody receives the invoices of this account: add a contact.', 'It cannot be sent to nobody');
select is((billing.create_credit_note(test.invoice('INV-2026-001'), 'Less', array[(
  (select id from billing.invoice_items), 10)]::billing.credit_note_line_input[])).delivery,
  'unsent', 'A credit note says so too');
select is((select count(*) from events.events where type = 'credit_note.undeliverable'), 1::bigint,
  'and is announced');
select throws_ok($$select billing.send_credit_note(test.note('CN-2026-001'))$$, 'INPUT',
  'Nobody receives the invoices of this account: add a contact.', 'nor can it be sent');

-- A contact comes later.
insert into customers.contacts (account_id, email) values
  (test.account('Silent'), 'ap@silent.example'), (test.account('Silent'), 'cfo@silent.example');
select is((billing.send_invoice(test.invoice('INV-2026-001'))).delivery, 'queued',
  'With a contact it can be sent');
select is((billing.send_credit_note(test.note('CN-2026-001'))).delivery, 'queued',
  'and its credit note');
select results_eq($$select kind, to_addresses from events.emails order by id$$,
  $$values ('invoice', '{ap@silent.example,cfo@silent.example}'::text[]),
    ('credit_note', '{ap@silent.example,cfo@silent.example}')$$,
  'Each in one mail to all who receive invoices');

-- What became of it.
select test.as('worker', 'acme');
select is((billing.begin_document_mail(test.last_mail(test.invoice('INV-2026-001')))).template,
  'invoice', 'The mail of an invoice waits');
select events.record_email(test.last_mail(test.invoice('INV-2026-001')), 'failed', 'x',
  error => 'No such mailbox.');
select events.record_email(test.last_mail(test.note('CN-2026-001')), 'sent', 'x');
select test.as('viewer', 'acme');
select results_eq($$select delivery, sent_at from billing.invoices$$,
  $$values ('failed', null::timestamptz)$$, 'A mail that was refused is a failed delivery');
select is((select delivery from billing.credit_notes), 'sent', 'One that is out was sent');
select results_eq(
  $$select type, object_id from events.events where type ~ '(sent|undeliverable)$' order by id$$,
  $$values ('invoice.undeliverable', test.invoice('INV-2026-001')),
    ('credit_note.undeliverable', test.note('CN-2026-001')),
    ('invoice.undeliverable', test.invoice('INV-2026-001')),
    ('credit_note.sent', test.note('CN-2026-001'))$$, 'Each is announced, each time');

-- Sent again, to an address that is right by now; what the old mail comes to counts no more.
select test.as('finance', 'acme');
select billing.send_invoice(test.invoice('INV-2026-001'));
select test.as('worker', 'acme');
select events.record_email(test.first_mail(test.invoice('INV-2026-001')), 'sent', 'x');
select test.as('viewer', 'acme');
select is((select delivery from billing.invoices), 'queued', 'The last mail counts');
select test.as('owner', 'acme');
select events.fail_job((select j.id from events.jobs as j order by j.id desc limit 1),
  'The mail service is away.', true);
select test.as('viewer', 'acme');
select results_eq($$select status, error from events.emails order by id desc limit 1$$,
  $$values ('failed', 'The mail service is away.')$$,
  'A mail whose job was given up has failed');
select is((select delivery from billing.invoices), 'failed', 'and so has the delivery');
select test.as('worker', 'acme');
select events.record_email(test.last_mail(test.invoice('INV-2026-001')), 'captured', 'x');
select test.as('viewer', 'acme');
select results_eq($$select delivery, sent_at is not null from billing.invoices$$,
  $$values ('sent', true)$$, 'Tried again, it is out');

-- What was sent once is not sent again to nobody.
select test.as('finance', 'acme');
delete from customers.contacts where account_id = test.account('Silent');
select throws_ok($$select billing.send_credit_note(test.note('CN-2026-001'))$$, 'INPUT', null,
  'Without contacts a note is not sent again');
select throws_ok($$select billing.send_invoice(test.invoice('INV-2026-001'))$$, 'INPUT', null,
  'nor an invoice');

-- An account without contacts.
select test.as('finance', 'acme');
select customers.create_account('Parent', primary_contact_email => 'desk@parent.example');
select customers.create_account('Child', parent_account_id => test.account('Parent'));
select test.draft('Child', 5);
select is((billing.finalize_invoice(test.invoice('INV-2026-002'))).delivery, 'queued',
  'Without a contact of its own an account is reached above');
select is((select to_addresses from events.emails order by id desc limit 1),
  '{desk@parent.example}', 'at the primary address, when there is no contact at all');

-- Runs that issue at once.
select test.as('admin', 'acme');
select customers.create_account('Unreached');
select sales.create_contract(test.account(name), '2026-01-15', '2026-12-31', seat_count => 1,
  seat_price => 10, billing_frequency => 'monthly')
from unnest('{Unreached,Child}'::text[]) as name;
update tenancy.tenants set finalize_after_days = 0;
select tenancy.advance_clock('2026-01-16T12:00:00Z');
select results_eq(
  $$select a.account_name, i.delivery from billing.invoices as i
    join customers.accounts as a on a.id = i.account_id
    where i.billing_type = 'recurring' order by 1$$,
  $$values ('Child', 'queued'), ('Unreached', 'unsent')$$, 'A run says of each of its invoices');
select is((select count(*) from events.events where type = 'invoice.undeliverable'
  and object_id = (select i.id from billing.invoices as i
    where i.account_id = test.account('Unreached'))), 1::bigint, 'and announces it');

-- What could not be printed is said where one sees what became of the mail.
select test.as('worker', 'acme');
select billing.record_document(test.invoice('INV-2026-001'), 'pdf', 'h1', 'pdf/h1.pdf', 9,
  repeat('1', 64), true, given)
from unnest('{กข,กข}'::text[]) as given;
select billing.record_document(test.note('CN-2026-001'), 'pdf', 'h2', 'pdf/h2.pdf', 9,
  repeat('2', 64), true, 'ก');
select billing.record_document(test.invoice('INV-2026-002'), 'pdf', 'h3', 'pdf/h3.pdf', 9,
  repeat('3', 64), true);
select throws_ok(
  $$select billing.record_document(test.invoice('INV-2026-001'), 'pdf', 'h4', 'f', 9,
    repeat('4', 64), false, '')$$,
  '23514', null, 'All printed is null, not an empty text');
select test.as('viewer', 'acme');
select results_eq(
  $$select i.id, billing.invoices_unprintable_characters(i) from billing.invoices as i
    where i.invoice_number in ('INV-2026-001', 'INV-2026-002') order by 1$$,
  $$values (test.invoice('INV-2026-001'), 'กข'), (test.invoice('INV-2026-002'), null)$$,
  'An invoice says what it could not print');
select is(billing.credit_notes_unprintable_characters(n), 'ก', 'and so does a credit note')
from billing.credit_notes as n;
select results_eq(
  $$select type, object_id from events.events where type ~ 'unprintable$' order by id$$,
  $$values ('invoice.unprintable', test.invoice('INV-2026-001')),
    ('credit_note.unprintable', test.note('CN-2026-001'))$$, 'Each is announced, once');
select throws_ok(
  $$select billing.record_document(test.invoice('INV-2026-001'), 'pdf', 'h5', 'f', 9,
    repeat('5', 64), false)$$,
  '42501', null, 'Only the worker records files');
select test.as('worker', 'acme');
select billing.record_document(test.invoice('INV-2026-001'), 'pdf', 'h6', 'pdf/h6.pdf', 9,
  repeat('6', 64), false);
select test.as('viewer', 'acme');
select is(billing.invoices_unprintable_characters(i), null, 'The last file counts')
from billing.invoices as i where i.invoice_number = 'INV-2026-001';

-- Viewer, Stranger and Nobody.
select test.as('viewer', 'acme');
select throws_ok($$update billing.invoices set delivery = 'sent'$$, '42501', null,
  'Nobody writes it');
select throws_ok($$select billing.send_invoice(test.invoice('INV-2026-001'))$$, '42501', null,
  'A viewer sends nothing');
select test.as('finance', 'other');
select throws_ok($$select billing.send_invoice(test.invoice('INV-2026-001'))$$, 'NOTFD', null,
  'A stranger finds no invoice');
select throws_ok($$select billing.send_credit_note(test.note('CN-2026-001'))$$, 'NOTFD', null,
  'and no credit note');
select test.as('worker', 'other');
select is(billing.begin_document_mail(test.last_mail(test.invoice('INV-2026-001'))), null,
  'Its mail is not begun abroad');
