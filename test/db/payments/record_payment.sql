-- Money comes in: where it goes by itself, and what is refused.
select test.provision('acme', clock_at => '2025-03-01T12:00:00Z');
-- So that money waits for the invoices that are issued beside it.
select test.as('admin', 'acme');
update tenancy.tenants set uses_unapplied_cash = false;
select test.root();
create table test.named (name text primary key, id uuid not null);
grant select, insert on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name
$$;
create function test.account(name text, parent text default null) returns void language sql as $$
  insert into test.named
  select account.name, a.id
  from customers.create_account(account.name, parent_account_id => test.id(parent)) as a
$$;
-- A finalised invoice of one item.
create function test.invoice(name text, account text, amount numeric, issue_date date,
  currency text default 'USD') returns void language sql as $$
  insert into test.named
  select invoice.name, (billing.finalize_invoice(i.id, keep_date => true)).id
  from billing.create_invoice(test.id(account), issue_date => issue_date, currency => currency,
    items => array[(null, null, 'Work', 1, amount, 0, 0, null, null, null)::billing.invoice_item_input]
  ) as i
$$;
create function test.state(name text) returns text language sql stable as $$
  select i.status || ' ' || i.balance from billing.invoices as i where i.id = test.id(name)
$$;
create function test.left_of(payment payments.payments) returns text language sql immutable as $$
  select (payment).applied_amount || ' applied, ' || (payment).unapplied_amount || ' left'
$$;
grant execute on all functions in schema test to public;
create function test.number(name text) returns text language sql stable as $$
  select i.invoice_number from billing.invoices as i where i.id = test.id(name)
$$;
grant execute on all functions in schema test to public;

-- Finance: to the invoice that is named
select test.as('finance', 'acme');
select test.account('Group'), test.account('North', 'Group'), test.account('South', 'Group'),
  test.account('East', 'Group');
select test.invoice('a', 'North', 100, '2025-01-10'),
  test.invoice('south', 'South', 70, '2025-01-10');
select is(
  test.left_of(payments.record_payment(60, null, invoice_id => test.id('a'))),
  '60.00 applied, 0.00 left', 'A payment may name its invoice, and with it the account');
select is(test.state('a'), 'partially_paid 40.00', 'An invoice may be paid in parts');
select is(
  test.left_of(payments.record_payment(100, test.id('North'), invoice_id => test.id('a'))),
  '40.00 applied, 60.00 left', 'An invoice gets no more than it needs; the rest is unapplied');
select is(test.state('a'), 'paid 0.00', 'With the last part it is paid');
select is((select paid_date from billing.invoices where id = test.id('a')), '2025-03-01',
  'On the day on which the money came');
select is(
  test.left_of(payments.record_payment(5, null, invoice_id => test.id('a'))),
  '0.00 applied, 5.00 left', 'Paid once more, the money is there all the same, unapplied');
select is(
  test.left_of(payments.record_payment(70, test.id('Group'), invoice_id => test.id('south'))),
  '70.00 applied, 0.00 left', 'A parent pays for its subsidiary');

-- Finance: by the rules, when no invoice is named
select test.invoice('b', 'North', 40, '2025-01-20'), test.invoice('c', 'North', 60, '2025-01-15'),
  test.invoice('d', 'North', 25, '2025-01-25'), test.invoice('e', 'North', 25, '2025-01-26'),
  test.invoice('group', 'Group', 500, '2025-01-10'), test.invoice('f', 'South', 9, '2025-01-10');
select is(
  test.left_of(payments.record_payment(40, test.id('North'), application => 'none')),
  '0.00 applied, 40.00 left', 'A payment may be left alone');
select is(
  test.left_of(payments.record_payment(10, test.id('North'), reference => test.number('b'))),
  '10.00 applied, 0.00 left', 'A number in the reference decides');
select is(test.state('b'), 'partially_paid 30.00', 'Though another invoice is due before');
select is(
  test.left_of(payments.record_payment(130, test.id('North'),
    reference => lower(format('re: %s/%s!', test.number('b'), test.number('group'))))),
  '130.00 applied, 0.00 left', 'So do several, in any writing, of accounts above too');
select is(test.state('b') || ', ' || test.state('group'),
  'partially_paid 30.00, partially_paid 370.00', 'The oldest due among them comes first');
select is(
  test.left_of(payments.record_payment(25, test.id('North'),
    reference => test.number('b') || '7')),
  '25.00 applied, 0.00 left', 'A number is a word of its own: a longer one does not count');
select is(test.state('d') || ', ' || test.state('e'), 'paid 0.00, open 25.00',
  'An invoice of the exact amount comes next, the oldest of them');
select is(
  test.left_of(payments.record_payment(75, test.id('North'))),
  '75.00 applied, 0.00 left', 'Then the oldest due first');
select is(test.state('c') || ', ' || test.state('b') || ', ' || test.state('e'),
  'paid 0.00, partially_paid 15.00, open 25.00', 'As far as the money reaches');
select is(
  test.left_of(payments.record_payment(15, test.id('North'), reference => test.number('a'))),
  '0.00 applied, 15.00 left', 'The number of a paid invoice keeps the money from others');
select is(
  test.left_of(payments.record_payment(100, test.id('North'))),
  '40.00 applied, 60.00 left', 'What no invoice of its own needs stays unapplied');
select is(test.state('f'), 'open 9.00', 'The invoices of others are left alone');
select is(
  test.left_of(payments.record_payment(12.34, test.id('East'), currency => 'EUR')),
  '0.00 applied, 12.34 left', 'Without any invoice it is all unapplied');
select test.invoice('yen', 'East', 900, '2025-02-01', 'JPY');
select is(
  test.left_of(payments.record_payment(900, test.id('East'))),
  '0.00 applied, 900.00 left', 'Money in another currency waits');

-- Finance: what is written beside it
select results_eq(
  $$select currency, method, received_on, status, reference, notes, metadata
    from payments.record_payment(1, test.id('East'), method => 'check', reference => '  No. 7 ',
      received_on => '2025-02-14', notes => 'late', metadata => '{"batch": 3}')$$,
  $$values ('USD', 'check', '2025-02-14'::date, 'received', 'No. 7', 'late',
    '{"batch": 3}'::jsonb)$$, 'A payment keeps what was said about it');
select is((payments.record_payment(900, null, invoice_id => test.id('yen'))).currency, 'JPY',
  'An invoice decides on the currency');

-- Finance: in the books
select test.account('Books'), test.invoice('books', 'Books', 100, '2025-02-01');
insert into test.named
select 'payment', (payments.record_payment(130, test.id('Books'), received_on => '2025-02-10')).id;
select results_eq(
  $$select code, debit::numeric, credit::numeric, subject_id, posted_on from ledger.entries
    where source_id = test.id('payment') order by code, debit$$,
  $$values ('cash', 30.00, null::numeric, null::uuid, '2025-02-10'::date),
    ('cash', 100.00, null, null, '2025-02-10'),
    ('receivable', null, 100.00, test.id('books'), '2025-02-10'),
    ('unapplied_cash', null, 30.00, test.id('payment'), '2025-02-10')$$,
  'Cash comes in for the receivable, and for unapplied cash with the rest');
select test.invoice('late', 'Books', 50, '2025-02-20');
insert into test.named
select 'early', (payments.record_payment(50, test.id('Books'), received_on => '2025-02-15')).id;
select results_eq(
  $$select code, debit::numeric, credit::numeric, posted_on from ledger.entries
    where test.id('early') in (source_id, subject_id) order by posted_on, side desc, code$$,
  $$values ('cash', 50.00, null::numeric, '2025-02-15'::date),
    ('unapplied_cash', null, 50.00, '2025-02-15'), ('unapplied_cash', 50.00, null, '2025-02-20')$$,
  'Money that came before its invoice was issued waits for that day');
select is(ledger.balance('cash', 'JPY')::numeric, 900.00, 'Each currency has its own cash');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Finance: what is said
select is(
  (select array_agg(e.type order by e.id) from events.events as e
   where e.object_id = test.id('payment')),
  '{payment.received,payment.applied}', 'Payments are announced');
select is(
  (select e.data -> 'object' -> 'applications' -> 0 ->> 'invoice_id' from events.events as e
   where e.object_id = test.id('payment') and e.type = 'payment.applied'),
  test.id('books')::text, 'With the invoices that they paid');

-- Finance: refusals
insert into test.named select 'draft', (billing.create_invoice(test.id('North'))).id;
select throws_ok(
  $$select payments.record_payment(1, null, invoice_id => test.id('draft'))$$, 'TRANS', null,
  'A draft cannot be paid');
select billing.void_invoice(test.id('f'), 'wrong');
select throws_ok(
  $$select payments.record_payment(1, null, invoice_id => test.id('f'))$$, 'TRANS', null,
  'Nor can a void invoice');
select throws_ok(
  $$select payments.record_payment(1, test.id('South'), invoice_id => test.id('books'))$$,
  'INPUT', null, 'Nor the invoice of a sister or a stranger');
select throws_ok(
  $$select payments.record_payment(1, null, 'EUR', invoice_id => test.id('books'))$$, 'NORAT', null,
  'Nor an invoice in another currency without a rate');
select throws_ok('select payments.record_payment(1, null)', 'INPUT', null, 'Somebody has paid');
select throws_ok($$select payments.record_payment(0, test.id('North'))$$, '23514', null,
  'Nothing is no payment');
select throws_ok($$select payments.record_payment(-5, test.id('North'))$$, '23514', null,
  'Less than nothing neither');
select throws_ok($$select payments.record_payment('NaN', test.id('North'))$$, '23514', null,
  'Nor what is no number');
select throws_ok($$select payments.record_payment(null, test.id('North'))$$, '23502', null,
  'Nor none at all');
select throws_ok($$select payments.record_payment(1.005, test.id('North'))$$, 'INPUT', null,
  'Half a cent does not exist');
select throws_ok($$select payments.record_payment(1, test.id('North'), 'XXX')$$, '23514', null,
  'Nor does every currency');
select throws_ok($$select payments.record_payment(1, test.id('North'), method => 'gold')$$,
  '23514', null, 'Nor every method');
select throws_ok($$select payments.record_payment(1, test.id('North'), application => 'all')$$,
  'INPUT', null, 'Nor every way to apply it');
select throws_ok(
  $$select payments.record_payment(1, test.id('North'), received_on => '2025-03-02')$$,
  'INPUT', null, 'A payment of tomorrow is recorded tomorrow');
select throws_ok(
  $$select payments.record_payment(1, test.id('North'), metadata => '[]')$$, '23514', null,
  'Metadata is an object');

-- Stranger: unknown and foreign ids are answered alike
select test.root();
select test.provision('globex', clock_at => '2025-03-01T12:00:00Z');
select test.as('finance', 'globex');
select throws_ok($$select payments.record_payment(1, test.id('North'))$$, 'NOTFD',
  'No account has this id.', 'Another tenant''s account does not exist');
select throws_ok($$select payments.record_payment(1, uuidv7())$$, 'NOTFD',
  'No account has this id.', 'Just as one that nobody has');
select throws_ok($$select payments.record_payment(1, null, invoice_id => test.id('books'))$$,
  'NOTFD', 'No invoice has this id.', 'Another tenant''s invoice does not exist');
select throws_ok($$select payments.record_payment(1, null, invoice_id => uuidv7())$$,
  'NOTFD', 'No invoice has this id.', 'Just as one that nobody has');
select is_empty('select * from payments.payments', 'He sees no payment');
