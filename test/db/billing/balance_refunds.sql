-- What accounts have to their credit is paid out to them.
select test.provision('acme', clock_at => '2026-01-10T12:00:00Z');
create table test.named (name text primary key, id uuid not null);
grant select, insert on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name
$$;
create function test.invoice(name text, amount numeric, currency text default 'USD')
  returns void language sql as $$
  insert into test.named
  select invoice.name, (billing.finalize_invoice(i.id)).id
  from billing.create_invoice(test.id('account'), currency => currency,
    items => array[(null, null, 'Work', 1, amount, 0, 0, null, null, null)::billing.invoice_item_input]
  ) as i
$$;
create function test.give(name text, amount numeric, currency text default 'USD')
  returns void language sql as $$
  select test.invoice(give.name, give.amount, give.currency);
  select payments.record_payment(amount, currency => currency, invoice_id => test.id(name));
  select billing.create_credit_note(test.id(name), 'Not delivered');
$$;
create function test.books(as_of date default null) returns text language sql stable as $$
  select string_agg(code.it || ' ' || ledger.balance(code.it, 'USD', as_of), ', ' order by code.it)
  from unnest('{cash,customer_balance,refunds_payable}'::text[]) as code (it)
$$;
grant execute on all functions in schema test to public;

-- Finance: there is something to pay out
select test.as('finance', 'acme');
insert into test.named select 'account', (customers.create_account('North')).id;
select throws_ok($$select billing.refund_balance(test.id('account'), 'Left')$$, 'TRANS',
  'The account has no such balance.', 'Where there is no balance, nothing is paid out');
select test.give('first', 100);
select is(test.books(), 'cash 100.00, customer_balance 100.00, refunds_payable 0.00',
  'A note on what was paid leaves a balance');
select throws_ok($$select billing.refund_balance(test.id('account'), ' ')$$, 'INPUT', null,
  'A refund says why');
select throws_ok($$select billing.refund_balance(test.id('account'), 'x', 0)$$, 'INPUT', null,
  'Nothing is no refund');
select throws_ok($$select billing.refund_balance(test.id('account'), 'x', -1)$$, 'INPUT', null,
  'nor less');
select throws_ok($$select billing.refund_balance(test.id('account'), 'x', 0.001)$$, 'INPUT', null,
  'nor a part of a cent');
select throws_ok($$select billing.refund_balance(test.id('account'), 'x', 100.01)$$, 'OVRAP',
  'The balance has 100.00 left.', 'No more is paid out than is there');
select throws_ok($$select billing.refund_balance(test.id('account'), 'x', currency => 'EUR')$$,
  'TRANS', null, 'nor in another currency');
select throws_ok(
  $$select billing.refund_balance(test.id('account'), 'x', legal_entity_id => uuidv7())$$,
  'TRANS', null, 'nor by another legal entity');
select throws_ok(
  $$select billing.refund_balance(test.id('account'), 'x', refunded_on => '2026-01-11')$$, 'INPUT',
  null, 'nor on a day to come');
select throws_ok(
  $$select billing.refund_balance(test.id('account'), 'x', refunded_on => '2026-01-09')$$, 'OVRAP',
  'Since 2026-01-09 the balance had 0.00 at least.', 'nor before it was there');
select throws_ok($$select billing.refund_balance(uuidv7(), 'x')$$, 'NOTFD', null,
  'An account that nobody knows has none');
select throws_ok(
  $$select billing.refund_balance(test.id('account'), 'x', reference => '4111 1111 1111 1111')$$,
  'INPUT', null, 'A reference holds no card number');

-- Finance: a part of it
select results_eq(
  $$select r.amount::numeric, r.currency, r.refunded_on, r.reference
    from billing.refund_balance(test.id('account'), 'Asked for', 30, reference => ' Wire 1 ') as r$$,
  $$values (30.00, 'USD', date '2026-01-10', 'Wire 1')$$, 'A part is paid out');
select is(test.books(), 'cash 70.00, customer_balance 70.00, refunds_payable 0.00',
  'It leaves the balance and the cash');
select results_eq(
  $$select e.side, e.code, e.subject_id = test.id('account') from ledger.entries as e
    where e.source_type = 'billing.balance_refund' order by e.transfer_id, e.side desc$$,
  $$values ('debit', 'customer_balance', true), ('credit', 'refunds_payable', true),
      ('debit', 'refunds_payable', true), ('credit', 'cash', null)$$,
  'by way of what is to be paid back');
select is((select array_agg(e.type) from events.events as e where e.object_type = 'balance_refund'),
  '{balance.refunded}', 'Others hear of it');

-- Finance: of an earlier day
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-02-20');
select test.as('finance', 'acme');
select test.invoice('next', 50);
select is((select b.balance::numeric from billing.account_balances as b), 20.00,
  'The next invoice uses the balance');
select throws_ok(
  $$select billing.refund_balance(test.id('account'), 'x', 20.01, refunded_on => '2026-01-15')$$,
  'OVRAP', 'The balance has 20.00 left.', 'What was used since is not paid out');
select is((billing.refund_balance(test.id('account'), 'Late entry', 15, refunded_on => '2026-01-20'))
  .refunded_on, '2026-01-20', 'What was there all the time is');
select is(test.books('2026-01-31'), 'cash 55.00, customer_balance 55.00, refunds_payable 0.00',
  'It counts from its day on');
select ledger.close_period('2026-01', 'receivables');
select throws_ok(
  $$select billing.refund_balance(test.id('account'), 'x', 1, refunded_on => '2026-01-31')$$,
  'PCLOS', 'The books are closed until 2026-01-31.', 'unless the books are closed on it');

-- Finance: balances in two currencies
select test.give('euros', 10, 'EUR');
select throws_ok($$select billing.refund_balance(test.id('account'), 'x')$$, 'INPUT',
  'The account has several balances: name the currency and the legal entity.',
  'Of several balances one is named');
select is((billing.refund_balance(test.id('account'), 'All', currency => 'EUR')).amount::numeric,
  10.00, 'of which all is paid out');
select is((billing.refund_balance(test.id('account'), 'All')).currency, 'USD',
  'One that is used up is not asked for');
select is_empty($$select from billing.account_balances where balance <> 0$$, 'Nothing is left');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Finance: owed by two legal entities
select test.as('admin', 'acme');
insert into test.named
select 'other seller', (tenancy.create_legal_entity('acme-inc', 'Acme Inc.', 'US', 'USD')).id;
select test.as('finance', 'acme');
select test.give('ours', 70);
with theirs as (
  insert into test.named
  select 'theirs', (billing.finalize_invoice(i.id)).id
  from billing.create_invoice(test.id('account'), legal_entity_id => test.id('other seller'),
    items => array[(null, null, 'Work', 1, 8, 0, 0, null, null, null)::billing.invoice_item_input]
  ) as i
  returning id
)
select payments.record_payment(8, invoice_id => t.id) from theirs as t;
select billing.create_credit_note(test.id('theirs'), 'Not delivered');
select throws_ok($$select billing.refund_balance(test.id('account'), 'x', 8)$$, 'INPUT', null,
  'Of several legal entities one is named');
select is(
  (billing.refund_balance(test.id('account'), 'x', legal_entity_id => test.id('other seller'))
    ).amount::numeric, 8.00, 'which pays what it owes, and no other');
select is((select sum(b.balance)::numeric from billing.account_balances as b), 70.00,
  'What the other owes is left');
select is_empty('select * from ledger.discrepancies', 'and the books agree');

-- Viewer
select test.as('viewer', 'acme');
select is((select count(*)::int from billing.balance_refunds), 5, 'A viewer reads refunds');
select throws_ok($$select billing.refund_balance(test.id('account'), 'x')$$, '42501', null,
  'but pays nothing out');
select test.as('sales', 'acme');
select throws_ok($$select billing.refund_balance(test.id('account'), 'x')$$, '42501', null,
  'nor does sales');

-- Owner: our own functions
select test.as('owner', 'acme');
select throws_ok('update billing.balance_refunds set amount = 1', 'FORBD', null,
  'What was paid out stays so');

-- Stranger
select test.root();
select test.provision('globex');
select test.as('finance', 'globex');
select is_empty('select * from billing.balance_refunds', 'A stranger sees none');
select throws_ok($$select billing.refund_balance(test.id('account'), 'x')$$, 'NOTFD', null,
  'nor the account');
