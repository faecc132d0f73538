-- Money that bounced or was mistyped goes back, and whatever had it owes it again.
select test.provision('acme', clock_at => '2025-03-01T12:00:00Z');
create table test.named (name text primary key, id uuid not null);
grant select, insert on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name
$$;
create function test.account(name text) returns void language sql as $$
  insert into test.named select account.name, a.id from customers.create_account(account.name) as a
$$;
-- A finalised invoice of one item, due in 30 days.
create function test.invoice(name text, account text, amount numeric, issue_date date)
  returns void language sql as $$
  insert into test.named
  select invoice.name, (billing.finalize_invoice(i.id, keep_date => true)).id
  from billing.create_invoice(test.id(account), issue_date => issue_date,
    items => array[(null, null, 'Work', 1, amount, 0, 0, null, null, null)::billing.invoice_item_input]
  ) as i
$$;
create function test.pay(name text, amount numeric, invoice text, received_on date default null)
  returns void language sql as $$
  insert into test.named
  select pay.name, (payments.record_payment(pay.amount, invoice_id => test.id(invoice),
    received_on => pay.received_on)).id
$$;
create function test.state(name text) returns text language sql stable as $$
  select i.status || ' ' || i.balance from billing.invoices as i where i.id = test.id(name)
$$;
create function test.left_of(payment payments.payments) returns text language sql immutable as $$
  select (payment).status || ': ' || (payment).applied_amount || ' applied, '
    || (payment).unapplied_amount || ' left'
$$;
create function test.said(name text) returns text[] language sql stable as $$
  select array_agg(e.type order by e.id) from events.events as e where e.object_id = test.id(name)
$$;
grant execute on all functions in schema test to public;

-- Finance: a payment bounces after its invoice was paid
select test.as('finance', 'acme');
select test.account('North');
select test.invoice('due', 'North', 100, '2025-01-10'), test.invoice('open', 'North', 50, '2025-02-20');
select test.pay('bounced', 120, 'due', '2025-02-10');
select payments.apply_payment(test.id('bounced'),
  array[(test.id('open'), 15)::payments.application_input]);
select is(
  test.left_of(payments.reverse_payment(test.id('bounced'), 'The check bounced', '2025-02-15')),
  'reversed: 0.00 applied, 0.00 left', 'A payment that bounced is reversed as a whole');
select is(test.state('due') || ', ' || test.state('open'), 'overdue 100.00, open 50.00',
  'Its invoices are owed again: overdue when they are past due, else open');
select is((select paid_date from billing.invoices where id = test.id('due')), null,
  'and not paid on any day');
select results_eq(
  $$select reversed_on, reversal_reason from payments.payments where id = test.id('bounced')$$,
  $$values (date '2025-02-15', 'The check bounced')$$, 'It says when and why');
select results_eq(
  $$select e.code, e.debit::numeric, e.credit::numeric, e.subject_id, e.posted_on
    from ledger.entries as e
    where e.source_id = test.id('bounced') and e.kind = 'reversed'
    order by e.code, e.credit$$,
  $$values ('cash', null::numeric, 20.00, null::uuid, date '2025-02-15'),
      ('cash', null, 100.00, null, '2025-02-15'),
      ('receivable', 100.00, null, test.id('due'), '2025-02-15'),
      ('unapplied_cash', 20.00, null, test.id('bounced'), '2025-02-15')$$,
  'The books are turned round on the day of the reversal');
select results_eq(
  $$select e.code, e.debit::numeric, e.credit::numeric, e.posted_on from ledger.entries as e
    where e.source_type = 'payments.payment_application' and e.kind = 'unapplied'
    order by e.side desc$$,
  $$values ('receivable', 15.00, null::numeric, date '2025-03-01'),
      ('unapplied_cash', null, 15.00, '2025-03-01')$$,
  'What was applied on a later day is taken back on that day');
select is(ledger.balance('cash', 'USD')::numeric, 0.00, 'No cash is left of it');
select is(ledger.balance('receivable', 'USD')::numeric, 150.00, 'All is owed again');
select is_empty('select * from ledger.discrepancies', 'The books agree');
select is(test.said('bounced'),
  '{payment.received,payment.applied,payment.applied,payment.reversed}', 'Others hear of it');
select is(test.said('due'),
  '{invoice.created,invoice.finalized,invoice.undeliverable,invoice.paid,invoice.reopened,invoice.overdue}',
  'and of the invoice that is owed again');
select results_eq(
  $$select day.it, a.total::numeric
    from (values (date '2025-02-09'), ('2025-02-14'), ('2025-02-15'), ('2025-02-20')) as day (it)
    left join lateral analytics.aging_report(day.it) as a on true order by day.it$$,
  $$values (date '2025-02-09', 100.00), ('2025-02-14', null), ('2025-02-15', 100.00),
      ('2025-02-20', 150.00)$$, 'A past day is seen as it was');

-- Finance: again, and what cannot be
select is(
  test.left_of(payments.reverse_payment(test.id('bounced'), 'Again')),
  'reversed: 0.00 applied, 0.00 left', 'Reversed already, it stays as it is');
select is((select count(*)::int from ledger.journals
    where source_id = test.id('bounced') and kind = 'reversed'), 1, 'booked once');
select is((select reversal_reason from payments.payments where id = test.id('bounced')),
  'The check bounced', 'for the first reason');
select throws_ok($$select payments.apply_payment(test.id('bounced'))$$, 'TRANS', null,
  'Nothing of it can be applied any more');
select throws_ok($$select payments.refund_payment(test.id('bounced'), 'x')$$, 'TRANS', null,
  'nor given back');
select throws_ok($$select payments.unapply_payment(test.id('bounced'), test.id('due'))$$, 'TRANS',
  'The invoice has nothing of this payment.', 'nor taken off an invoice');
select test.pay('given', 60, 'open');
select payments.refund_payment(test.id('given'), 'Too much', 4);
select throws_ok($$select payments.reverse_payment(test.id('given'), 'Bounced')$$, 'RFNDD',
  '4.00 of the payment was given back.', 'What was given back in part is not reversed');
select test.pay('plain', 10, 'due', '2025-02-10');
select throws_ok($$select payments.reverse_payment(test.id('plain'), ' ')$$, 'INPUT', null,
  'A reversal has a reason');
select throws_ok($$select payments.reverse_payment(test.id('plain'), null)$$, 'INPUT', null,
  'always');
select throws_ok($$select payments.reverse_payment(test.id('plain'), 'x', '2025-02-09')$$, 'INPUT',
  null, 'It does not come before the payment');
select throws_ok($$select payments.reverse_payment(test.id('plain'), 'x', '2025-03-02')$$, 'INPUT',
  null, 'nor tomorrow');

-- Finance: one application is taken back
select is(test.left_of(payments.unapply_payment(test.id('plain'), test.id('due'), 4)),
  'received: 6.00 applied, 4.00 left', 'A part of an application is taken back');
select is(test.state('due'), 'overdue 94.00', 'and is owed again');
select throws_ok($$select payments.unapply_payment(test.id('plain'), test.id('due'), 6.01)$$,
  'OVRAP', 'The invoice has 6.00 of the payment.', 'No more than there is');
select throws_ok($$select payments.unapply_payment(test.id('plain'), test.id('due'), 0)$$,
  'INPUT', null, 'Nothing is no amount');
select throws_ok($$select payments.unapply_payment(test.id('plain'), test.id('due'), 0.001)$$,
  'INPUT', null, 'nor a part of a cent');
select is(test.left_of(payments.unapply_payment(test.id('plain'), test.id('due'))),
  'received: 0.00 applied, 10.00 left', 'Without an amount, all that is left of it');
select is(test.state('due'), 'overdue 100.00', 'The invoice is owed in full');
select is(test.said('plain'),
  '{payment.received,payment.applied,payment.unapplied,payment.unapplied}', 'Others hear of it');
select throws_ok($$select payments.unapply_payment(test.id('plain'), test.id('open'))$$, 'TRANS',
  null, 'An invoice that has nothing of it gives nothing back');
select throws_ok($$select payments.unapply_payment(test.id('plain'), uuidv7())$$, 'NOTFD',
  'No invoice has this id.', 'nor one that does not exist');
select is_empty('select * from ledger.discrepancies', 'The books agree');
select is((payments.refund_payment(test.id('plain'), 'Not ours')).status, 'refunded',
  'What was taken back can be given back');

-- Finance: a way back
select is((billing.void_invoice(test.id('due'), 'Wrong')).status, 'void',
  'Whose money was taken back can be voided');
select test.account('South');
select test.invoice('partly', 'South', 100, '2025-02-20');
select test.pay('one', 30, 'partly'), test.pay('two', 70, 'partly');
select payments.unapply_payment(test.id('two'), test.id('partly'));
select is(test.state('partly'), 'partially_paid 70.00', 'Partly paid is what another payment paid');
select payments.reverse_payment(test.id('one'), 'Bounced');
select is((billing.create_credit_note(test.id('partly'), 'All')).applied_to_invoice::numeric, 100.00,
  'or credited');
select is(test.state('partly'), 'void 0.00', 'in full');
select payments.refund_payment(test.id('two'), 'Nothing to pay');
select test.invoice('noted', 'South', 100, '2025-02-20');
select test.pay('noted paid', 100, 'noted');
select billing.create_credit_note(test.id('noted'), 'Less', array[
  ((select item.id from billing.invoice_items as item where item.invoice_id = test.id('noted')), 40)
  ]::billing.credit_note_line_input[]);
select payments.reverse_payment(test.id('noted paid'), 'Bounced');
select is(test.state('noted'), 'open 100.00', 'The balance that a note gave is still the account''s');
select throws_ok($$select billing.void_invoice(test.id('noted'), 'x')$$, 'TRANS', null,
  'so that the invoice is not voided besides');
select is((billing.create_credit_note(test.id('noted'), 'The rest')).applied_to_invoice::numeric,
  60.00, 'The rest of it is credited');
select is((billing.apply_account_balance(test.id('noted'))).status, 'paid',
  'and the balance pays what is left');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Finance: days on which it was not there
select test.account('West');
select test.invoice('had', 'West', 100, '2025-01-10');
select test.pay('freed', 100, 'had', '2025-02-01');
select payments.unapply_payment(test.id('freed'), test.id('had'), 60);
select throws_ok($$select payments.refund_payment(test.id('freed'), 'x', 1, '2025-02-15')$$, 'OVRAP',
  'Since 2025-02-15 the payment had 0.00 at least.',
  'What an invoice had is not given back on a day before it was free');
select throws_ok($$select payments.reverse_payment(test.id('freed'), 'x', '2025-02-15')$$, 'INPUT',
  'On that day an invoice had some of it, and gave it back later.', 'nor is it reversed on such a day');
select is((payments.refund_payment(test.id('freed'), 'Too much', 1, '2025-03-01')).unapplied_amount
  ::numeric, 59.00, 'It is given back on a day on which it is');
select is_empty(
  $$select e.subject_id from (
      select e.subject_id, e.posted_on, sum(sum(coalesce(e.credit, 0) - coalesce(e.debit, 0)))
        over (partition by e.subject_id order by e.posted_on) as held
      from ledger.entries as e where e.code = 'unapplied_cash'
      group by e.subject_id, e.posted_on
    ) as e where e.held < 0$$, 'Unapplied cash is below zero on no day');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Finance: money that is recorded late, after what had its place bounced
select test.account('East');
select test.invoice('bounced once', 'East', 100, '2025-02-01');
select test.pay('in its place', 80, 'bounced once', '2025-02-05');
select payments.reverse_payment(test.id('in its place'), 'Bounced', '2025-02-20');
select test.pay('found', 50, 'bounced once', '2025-02-10');
select results_eq(
  $$select e.code, e.posted_on, coalesce(e.debit, -e.credit)::numeric from ledger.entries as e
    where e.source_id = test.id('found') or e.source_id in (
      select a.id from payments.payment_applications as a where a.payment_id = test.id('found'))
    order by e.posted_on, e.code$$,
  $$values ('cash', date '2025-02-10', 50.00), ('unapplied_cash', '2025-02-10', -50.00),
      ('receivable', '2025-03-01', -50.00), ('unapplied_cash', '2025-03-01', 50.00)$$,
  'waits until today where its invoice had less open on its day');
select test.pay('small', 20, 'bounced once', '2025-02-10');
select is((select a.applied_on from payments.payment_applications as a
    where a.payment_id = test.id('small')), '2025-02-10', 'else it is applied on its day');
select is((select min(r.balance)::numeric from generate_series(date '2025-02-01', '2025-03-01', '1 day')
    as day cross join lateral analytics.open_receivables(day::date) as r
    where r.invoice_id = test.id('bounced once')), 20.00, 'and no invoice is below zero on any day');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Viewer, sales, approver: read
select test.as('viewer', 'acme');
select throws_ok($$select payments.reverse_payment(test.id('one'), 'x')$$, '42501', null,
  'A viewer reverses nothing');
select test.as('sales', 'acme');
select throws_ok($$select payments.reverse_payment(test.id('one'), 'x')$$, '42501', null,
  'nor does sales');
select throws_ok($$select payments.unapply_payment(test.id('one'), test.id('partly'))$$, '42501',
  null, 'or take anything back');
select test.as('approver', 'acme');
select throws_ok($$select payments.reverse_payment(test.id('one'), 'x')$$, '42501', null,
  'nor an approver');

-- Owner: what the shape of the table forbids, even to our own functions
select test.as('owner', 'acme');
select throws_ok($$update payments.payments set status = 'reversed' where id = test.id('two')$$,
  '23514', null, 'A reversal says when and why');
select throws_ok($$update payments.payments set applied_amount = 1 where id = test.id('one')$$,
  '23514', null, 'Of a reversed payment nobody gets anything');
select throws_ok($$update payments.payments set reversed_on = '2020-01-01' where id = test.id('one')$$,
  '23514', null, 'Nothing is taken back before it was received');

-- Stranger
select test.root();
select test.provision('globex');
select test.as('finance', 'globex');
select throws_ok($$select payments.reverse_payment(test.id('one'), 'x')$$, 'NOTFD',
  'No payment has this id.', 'Another tenant''s payment does not exist');
select throws_ok($$select payments.unapply_payment(test.id('two'), test.id('partly'))$$, 'NOTFD',
  'No payment has this id.', 'nor are its applications');
