-- What is given up of an invoice: all of it, or a remainder; and what comes of it all the same.
select test.provision('acme', clock_at => '2026-01-15T12:00:00Z');
create table test.named (name text primary key, id uuid not null);
grant select, insert on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name
$$;
create function test.invoice(name text, amount numeric) returns void language sql as $$
  insert into test.named
  select invoice.name, (billing.finalize_invoice(i.id, keep_date => true)).id
  from billing.create_invoice(test.id('account'),
    items => array[(null, null, 'Work', 1, amount, 0, 0, null, null, null)::billing.invoice_item_input]
  ) as i
$$;
create function test.state(name text) returns text language sql stable as $$
  select i.status || ' ' || i.balance || ', ' || i.written_off_amount || ' written off, '
    || i.recovered_amount || ' recovered'
  from billing.invoices as i where i.id = test.id(name)
$$;
create function test.said(name text) returns text[] language sql stable as $$
  select array_agg(e.type order by e.id) from events.events as e
  where e.object_id = test.id(name) and e.type not in ('invoice.created', 'invoice.finalized')
$$;
create function test.books() returns text language sql stable as $$
  select string_agg(code.it || ' ' || ledger.balance(code.it, 'USD'), ', ' order by code.it)
  from unnest('{bad_debt,bad_debt_recovery,receivable}'::text[]) as code (it)
$$;
grant execute on all functions in schema test to public;

-- Finance: a remainder
select test.as('finance', 'acme');
insert into test.named select 'account', (customers.create_account('North')).id;
select test.invoice('small', 1000);
select payments.record_payment(999.50, invoice_id => test.id('small'));
select throws_ok($$select billing.write_off_invoice(test.id('small'), 'x', 0.51)$$, 'OVRAP',
  'The invoice has 0.50 left.', 'No more than is owed is written off');
select throws_ok($$select billing.write_off_invoice(test.id('small'), 'x', 0)$$, 'INPUT', null,
  'nor nothing');
select throws_ok($$select billing.write_off_invoice(test.id('small'), 'x', -1)$$, 'INPUT', null,
  'nor less');
select throws_ok($$select billing.write_off_invoice(test.id('small'), 'x', 0.001)$$, 'INPUT', null,
  'nor a part of a cent');
select throws_ok($$select billing.write_off_invoice(test.id('small'), '', 0.50)$$, 'INPUT', null,
  'A write-off says why');
select is((billing.write_off_invoice(test.id('small'), 'Bank fee', 0.50)).status, 'paid',
  'An invoice of which a remainder is written off is paid');
select is(test.state('small'), 'paid 0.00, 0.50 written off, 0.00 recovered', 'with nothing owed');
select is((select paid_date from billing.invoices where id = test.id('small')), '2026-01-15',
  'on that day');
select is(test.said('small'), '{invoice.undeliverable,invoice.written_off,invoice.paid}', 'Others hear of both');
select results_eq(
  $$select amount::numeric, reason, written_off_on from billing.write_offs$$,
  $$values (0.50, 'Bank fee', date '2026-01-15')$$, 'It is written down');
select is(test.books(), 'bad_debt 0.50, bad_debt_recovery 0.00, receivable 0.00', 'and booked');
select throws_ok($$select billing.write_off_invoice(test.id('small'), 'x', 0.01)$$, 'TRANS', null,
  'What is paid is not written off');

-- Finance: in parts
select test.invoice('bargain', 100);
select is((billing.write_off_invoice(test.id('bargain'), 'Bargain', 30)).status, 'open',
  'An invoice of which a part is written off goes on');
select throws_ok($$select billing.void_invoice(test.id('bargain'), 'x')$$, 'TRANS', null,
  'though it is not voided any more');
select payments.record_payment(60, invoice_id => test.id('bargain'));
select is(test.state('bargain'), 'partially_paid 10.00, 30.00 written off, 0.00 recovered',
  'It is paid in part');
select is((billing.write_off_invoice(test.id('bargain'), 'Bargain', 10)).status, 'paid',
  'Of which more was paid than written off is paid');
select test.invoice('half', 100);
select payments.record_payment(50, invoice_id => test.id('half'));
select is((billing.write_off_invoice(test.id('half'), 'Enough', 50)).status, 'uncollectible',
  'else it is uncollectible');
select test.invoice('whole', 10);
select is((billing.write_off_invoice(test.id('whole'), 'Enough', 10)).status, 'uncollectible',
  'as is one of which nothing was paid');
select test.invoice('given up', 100);
select payments.record_payment(99, invoice_id => test.id('given up'));
select is((billing.write_off_invoice(test.id('given up'), 'Bankrupt')).status, 'uncollectible',
  'Without an amount it is given up, however little it is');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Finance: a recovery
select test.invoice('lost', 200);
select billing.write_off_invoice(test.id('lost'), 'Bankrupt');
select is(test.books(), 'bad_debt 301.50, bad_debt_recovery 0.00, receivable 0.00', 'All is lost');
insert into test.named
select 'late', (payments.record_payment(150, invoice_id => test.id('lost'))).id;
select is(test.state('lost'), 'uncollectible 0.00, 200.00 written off, 150.00 recovered',
  'Money for what was written off is a recovery');
select results_eq(
  $$select code, debit::numeric, credit::numeric, subject_id from ledger.entries
    where source_id = test.id('late') order by side desc$$,
  $$values ('cash', 150.00, null::numeric, null::uuid),
      ('bad_debt_recovery', null, 150.00, test.id('lost'))$$,
  'and no receivable');
select is(test.said('lost'), '{invoice.undeliverable,invoice.written_off,invoice.recovered}', 'Others hear of it');
insert into test.named select 'more', p.id
from payments.record_payment(80, test.id('account'), reference =>
  (select invoice_number from billing.invoices where id = test.id('lost'))) as p;
select results_eq(
  $$select applied_amount::numeric, unapplied_amount::numeric from payments.payments
    where id = test.id('more')$$,
  'values (50.00, 30.00)', 'A number in the reference is enough; no more comes than was written off');
select throws_ok(
  $$select payments.apply_payment(test.id('more'),
    array[(test.id('lost'), 1)::payments.application_input])$$, 'OVRAP', 'The invoice has 0.00 left.',
  'by whatever road');
select is(
  (payments.record_payment(10, test.id('account'))).applied_amount::numeric, 0.00,
  'Money that names nothing recovers nothing');
select is((analytics.customers_report()).paid::numeric, 1408.50,
  'What was recovered counts as paid');

-- Finance: the recovery bounces
select payments.reverse_payment(test.id('late'), 'Bounced');
select is(test.state('lost'), 'uncollectible 0.00, 200.00 written off, 50.00 recovered',
  'A recovery that bounces is none; the invoice stays given up');
select payments.unapply_payment(test.id('more'), test.id('lost'), 20);
select is(test.state('lost'), 'uncollectible 0.00, 200.00 written off, 30.00 recovered',
  'nor is one that is taken back');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Finance: what was paid of it bounces
insert into test.named select 'paid half', a.payment_id
from payments.payment_applications as a where a.invoice_id = test.id('half');
select payments.reverse_payment(test.id('paid half'), 'Bounced');
select is(test.state('half'), 'open 50.00, 50.00 written off, 0.00 recovered',
  'What was paid of an invoice given up is owed again, what was given up is not');
select is(test.said('half'), '{invoice.undeliverable,invoice.written_off,invoice.reopened}', 'and others hear of it');

-- Finance: credited besides
select results_eq(
  $$select applied_to_invoice::numeric, to_balance::numeric
    from billing.create_credit_note(test.id('small'), 'All of it')$$,
  'values (0.50, 999.50)', 'A credit note gives back no cent that was never paid');
select is(test.state('small'), 'paid 0.00, 0.00 written off, 0.00 recovered',
  'It is no bad debt any more');
select billing.create_credit_note(test.id('whole'), 'Wrong besides');
select is(test.state('whole'), 'void 0.00, 0.00 written off, 0.00 recovered',
  'Credited in full, what was given up is void');
select results_eq(
  $$select applied_to_invoice::numeric, to_balance::numeric
    from billing.create_credit_note(test.id('lost'), 'All of it')$$,
  'values (170.00, 30.00)', 'What was recovered becomes balance');
select is(test.state('lost'), 'uncollectible 0.00, 30.00 written off, 30.00 recovered',
  'of what stays written off');
select results_eq(
  $$select sum(amount)::numeric, count(*) filter (where amount < 0)::int from billing.write_offs$$,
  'values (121.00, 3)', 'Write-offs say what was taken back of them');
select is((select status from billing.reissue_invoice(test.id('given up'), 'Wrong')), 'draft',
  'What was given up can be issued again');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Viewer
select test.as('viewer', 'acme');
select isnt_empty('select * from billing.write_offs', 'A viewer reads write-offs');
select throws_ok($$select billing.write_off_invoice(test.id('half'), 'x', 1)$$, '42501', null,
  'but writes nothing off');

-- Owner: what the shape of the tables forbids, even to our own functions
select test.as('owner', 'acme');
select throws_ok('delete from billing.write_offs', 'FORBD', null, 'What was written off stays so');
select throws_ok(
  $$update billing.invoices set recovered_amount = 50.01 where id = test.id('half')$$, '23514', null,
  'No more is recovered than was written off');
select throws_ok(
  $$update billing.invoices set written_off_amount = 100.01 where id = test.id('half')$$, '23514',
  null, 'No more is written off than there is');
select throws_ok(
  $$update billing.invoices set status = 'uncollectible' where id = test.id('half')$$, '23514', null,
  'What is owed is not given up yet');

-- Stranger
select test.root();
select test.provision('globex');
select test.as('finance', 'globex');
select is_empty('select * from billing.write_offs', 'A stranger sees no write-off');
select throws_ok($$select billing.write_off_invoice(test.id('half'), 'x', 1)$$, 'NOTFD', null,
  'nor the invoice');
