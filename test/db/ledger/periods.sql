-- A month that is closed stays as it was: what comes late is booked later, and says where it belongs.
select test.provision('acme', '2026-05-12T12:00:00Z');
create function test.entity() returns uuid language sql stable security definer
return (select e.id from tenancy.legal_entities as e where e.code = 'acme');
create function test.tried(code text) returns numeric language sql stable
return (select t.balance from ledger.trial_balance('2026-04-30') as t
  where t.code = tried.code and t.currency = 'USD');
create function test.draft(day date, amount numeric default 100) returns uuid language sql as $$
  select i.id from customers.accounts as a
  cross join lateral billing.create_invoice(a.id, day, items => array[
    (null, null, 'Work', 1, amount, null, 0, null, null, null)]::billing.invoice_item_input[]) as i $$;
grant execute on all functions in schema test to public;
select test.as('finance', 'acme');
select customers.create_account('North');
select billing.finalize_invoice(test.draft('2026-04-10', 1000), keep_date => true);
select payments.record_payment(400, (select id from customers.accounts), received_on => '2026-04-11');

-- What keeps it open.
select test.draft('2026-04-20', 5000);
select results_eq($$select code, is_blocking from ledger.period_hindrances('2026-04')$$,
  $$values ('draft_invoice', true)$$, 'A draft of the month hinders');
select throws_ok($$select ledger.close_period('2026-04')$$, 'PHIND', null, 'so that it is not closed');
select billing.void_invoice(id, 'Not now') from billing.invoices where status = 'draft';
select throws_ok($$select ledger.close_period('2026-05')$$, 'AHEAD', null, 'Nor one that is not over');
select throws_ok($$select ledger.close_period('2026-13')$$, 'INPUT', null, 'nor one that is none');
select throws_ok($$select ledger.close_period('2026-04', 'some')$$, 'INPUT', null,
  'nor for what is no scope');
select throws_ok($$select ledger.close_period('2026-04', legal_entity_id => uuidv7())$$, 'NOTFD', null,
  'nor of a company that is not there');
select test.as('sales', 'acme');
select throws_ok($$select ledger.close_period('2026-04')$$, '42501', null, 'nor by sales');
select test.as('finance', 'acme');
select lives_ok($$select ledger.close_period('2026-04')$$, 'Then finance closes it,');
select throws_ok($$select ledger.close_period('2026-04')$$, 'TRANS', null, 'once');
select throws_ok($$select ledger.close_period('2026-03')$$, 'TRANS', null,
  'with the months before it');
select throws_ok($$select ledger.close_period('2026-04', 'tax')$$, 'TRANS', null,
  'and what it holds of tax');
select is((select agrees from ledger.prove_period('2026-04')), true, 'Its proof agrees');

-- What comes late.
select test.draft('2026-04-20', 5000);
select throws_ok($$select billing.finalize_invoice(
  (select id from billing.invoices where status = 'draft'), keep_date => true)$$, 'PCLOS', null,
  'A late invoice does not keep a closed day');
select is((billing.finalize_invoice(id)).issue_date, date '2026-05-12', 'It is issued today')
from billing.invoices where status = 'draft';
select throws_ok($$select payments.record_payment(10, (select id from customers.accounts),
  received_on => '2026-04-25')$$, 'PCLOS', null, 'Nor is money received then');
select lives_ok($$select payments.reverse_payment(id, 'Bounced') from payments.payments$$,
  'What bounces does so today');
select throws_ok($$select payments.reverse_payment(payment.id, 'Bounced', '2026-04-30')
  from payments.record_payment(1, (select id from customers.accounts)) as payment$$, 'INPUT', null,
  'not before it came');
select is(test.tried('receivable'), 600::numeric, 'The month says what it said');
select is(test.tried('revenue'), 1000::numeric, 'of all');
select is((select agrees from ledger.prove_period('2026-04')), true, 'and proves it');
select test.as('owner', 'acme');
select ledger.post(array[(test.entity(), 'billing.invoice', uuidv7(), 'finalized', 'Late', 'X-1',
  '2026-04-30', 'USD', 'cash', null, 'revenue', null, 7)]::ledger.posting[]);
select results_eq($$select document_date, posted_on from ledger.journals where document_number = 'X-1'$$,
  $$values (date '2026-04-30', date '2026-05-01')$$,
  'What is booked by itself is booked on the first open day, and keeps its own beside it');
select throws_ok($$insert into ledger.journals (legal_entity_id, source_type, source_id, kind,
    document_date, posted_on)
  values (test.entity(), 'a.b', uuidv7(), 'c', '2026-04-30', '2026-04-29')$$, '23514', null,
  'Nothing is booked before its document');

-- The way back: the last month, for a reason, by somebody else.
select test.as('admin', 'acme');
insert into tenancy.members (subject, role) values ('other', 'finance');
select test.as('finance', 'acme');
select throws_ok($$select ledger.reopen_period('2026-04', ' ')$$, 'INPUT', null,
  'A month is reopened for a reason,');
select throws_ok($$select ledger.reopen_period('2026-03', 'Why')$$, 'TRANS',
  '2026-03 was closed together with a later month; reopen that one.', 'if it was closed by itself,');
select throws_ok($$select ledger.reopen_period('2026-04', 'Why', 'tax')$$, 'TRANS',
  '2026-04 was not closed for tax.',
  'for that,');
select throws_ok($$select ledger.reopen_period('2026-04', 'Why')$$, 'DUTYC', null,
  'and not by who closed it');
select set_config('tenor.subject', 'other', true);
select lives_ok($$select ledger.reopen_period('2026-04', 'One came late')$$, 'Another person does');
select lives_ok($$select payments.record_payment(10, (select id from customers.accounts),
  received_on => '2026-04-25')$$, 'The month is open');
select lives_ok($$select ledger.close_period('2026-03', 'receivables')$$, 'A scope is closed alone:');
select throws_ok($$select payments.record_payment(10, (select id from customers.accounts),
  received_on => '2026-03-25')$$, 'PCLOS', null, 'what is of it is closed');
select test.as('owner', 'acme');
select ledger.post(array[(test.entity(), 'billing.invoice', uuidv7(), 'finalized', 'Late', 'X-2',
  '2026-03-30', 'USD', 'deferred_revenue', null, 'revenue', null, 7)]::ledger.posting[]);
select is((select posted_on from ledger.journals where document_number = 'X-2'), date '2026-03-30',
  'what is not stays open');
select test.as('finance', 'acme');
select lives_ok($$select ledger.close_period('2026-04')$$, 'The month is closed again');
select results_eq('select period, scope, status from ledger.periods order by id',
  $$values ('2026-04', 'all', 'reopened'), ('2026-03', 'receivables', 'closed'),
    ('2026-04', 'all', 'closed')$$, 'All of it is kept');
select is((select count(*)::int from events.events where type like 'period.%'), 4, 'and told');
select throws_ok('delete from ledger.periods', '42501', null, 'Nobody takes it out');
