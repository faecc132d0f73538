-- Unapplied cash finds its invoice later.
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
create function test.applications(variadic pairs text[]) returns payments.application_input[]
  language sql stable as $$
  select array_agg(
    (test.id(pairs[n]), pairs[n + 1]::numeric)::payments.application_input order by n)
  from generate_series(1, cardinality(pairs), 2) as n
$$;
create function test.pointer(statement text) returns text language plpgsql as $$
declare
  v_pointer text;
begin
  execute statement;
  return null;
exception when others then
  get stacked diagnostics v_pointer = column_name;
  return v_pointer;
end $$;
grant execute on all functions in schema test to public;

-- Finance: by name
select test.as('finance', 'acme');
select test.account('North'), test.account('South');
insert into test.named
select 'payment', (payments.record_payment(100, test.id('North'), received_on => '2025-02-01')).id;
select test.invoice('a', 'North', 30, '2025-02-10'), test.invoice('b', 'North', 50, '2025-02-11'),
  test.invoice('c', 'North', 500, '2025-02-12'), test.invoice('south', 'South', 10, '2025-02-10');
select is(
  test.left_of(payments.apply_payment(test.id('payment'), test.applications('b', '20'))),
  '20.00 applied, 80.00 left', 'An invoice gets what is asked for it');
select is(
  test.left_of(payments.apply_payment(test.id('payment'), test.applications('b', null))),
  '50.00 applied, 50.00 left', 'Or what it needs');
select results_eq(
  $$select e.source_type, e.code, e.debit::numeric, e.credit::numeric, e.posted_on
    from ledger.entries as e
    where e.source_id = (select min(a.id::text)::uuid from payments.payment_applications as a)
    order by e.side desc$$,
  $$values ('payments.payment_application', 'unapplied_cash', 20.00, null::numeric,
      '2025-03-01'::date),
    ('payments.payment_application', 'receivable', null, 20.00, '2025-03-01')$$,
  'Unapplied cash becomes the receivable, on that day');

-- Finance: refusals name the place
select throws_ok(
  $$select payments.apply_payment(test.id('payment'), test.applications('a', '10', 'c', '41'))$$,
  'OVRAP', 'The payment has 50.00 left.', 'Never more than is left of the payment, all in all');
select throws_ok(
  $$select payments.apply_payment(test.id('payment'), test.applications('a', '30.01'))$$,
  'OVRAP', 'The invoice has 30.00 left.', 'Never more than the invoice needs');
select throws_ok(
  $$select payments.apply_payment(test.id('payment'), test.applications('b', '1'))$$,
  'OVRAP', null, 'Nothing for an invoice that is paid');
select throws_ok(
  $$select payments.apply_payment(test.id('payment'), test.applications('a', '1', 'a', '1'))$$,
  'INPUT', 'The invoice is named twice.', 'Each invoice once');
select throws_ok(
  $$select payments.apply_payment(test.id('payment'), test.applications('a', '0'))$$,
  'INPUT', null, 'Nothing is no amount');
select throws_ok(
  $$select payments.apply_payment(test.id('payment'), test.applications('a', '0.001'))$$,
  'INPUT', null, 'Nor is a part of a cent');
select throws_ok(
  $$select payments.apply_payment(test.id('payment'), test.applications('south', '1'))$$,
  'INPUT', null, 'A stranger''s invoice is not paid');
select throws_ok(
  $$select payments.apply_payment(test.id('payment'), test.applications('nothing', '1'))$$,
  'NOTFD', 'No invoice has this id.', 'Nor one that does not exist');
insert into test.named select 'draft', (billing.create_invoice(test.id('North'))).id;
select throws_ok(
  $$select payments.apply_payment(test.id('payment'), test.applications('draft', '1'))$$,
  'TRANS', null, 'Nor a draft');
select test.invoice('euro', 'North', 10, '2025-02-10', 'EUR');
select throws_ok(
  $$select payments.apply_payment(test.id('payment'), test.applications('euro', '1'))$$,
  'NORAT', null, 'Nor another currency without a rate');
select is(
  test.pointer($$select payments.apply_payment(test.id('payment'),
    test.applications('a', '1', 'c', '500.5'))$$),
  'applications/1/amount', 'A refusal points at the field');
select is(test.left_of(p), '50.00 applied, 50.00 left', 'What is refused changes nothing')
from payments.payments as p where p.id = test.id('payment');

-- Finance: by the rules
select is(
  test.left_of(payments.apply_payment(test.id('payment'), '{}')),
  '50.00 applied, 50.00 left', 'No application is none');
select is(
  test.left_of(payments.apply_payment(test.id('payment'))),
  '100.00 applied, 0.00 left', 'Without names the rules decide, as for a new payment');
select is(test.state('a') || ', ' || test.state('c'), 'paid 0.00, partially_paid 480.00',
  'The oldest due first');
select throws_ok($$select payments.apply_payment(test.id('payment'))$$, 'TRANS', null,
  'What is spent cannot be applied again');
select is(
  (select count(*)::int from events.events as e
   where e.object_id = test.id('payment') and e.type = 'payment.applied'),
  3, 'Each application is announced');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Finance: money back
insert into test.named
select 'over', (payments.record_payment(100, test.id('South'))).id;
select is(
  test.left_of(payments.refund_payment(test.id('over'), 'Paid too much', 25)),
  '10.00 applied, 65.00 left', 'What no invoice has got can be given back in part');
select is(
  (payments.refund_payment(test.id('over'), 'The rest')).refunded_amount::numeric, 90.00,
  'Or all of it');
select is((select status from payments.payments where id = test.id('over')), 'received',
  'A payment of which an invoice was paid stays received');
select throws_ok($$select payments.refund_payment(test.id('over'), 'Again')$$, 'TRANS', null,
  'What was given back is gone');
insert into test.named
select 'wrong', (payments.record_payment(8, test.id('South'))).id;
select throws_ok($$select payments.refund_payment(test.id('wrong'), 'x', 8.01)$$, 'OVRAP', null,
  'No more is given back than is left');
select throws_ok($$select payments.refund_payment(test.id('wrong'), 'x', 0)$$, '23514', null,
  'Nothing is no refund');
select throws_ok($$select payments.refund_payment(test.id('wrong'), ' ')$$, '23514', null,
  'A refund needs a reason');
select is((payments.refund_payment(test.id('wrong'), 'Sent by mistake')).status, 'refunded',
  'A payment given back in full is refunded');
select results_eq(
  $$select code, debit::numeric, credit::numeric from ledger.entries
    where source_type = 'payments.refund' and description = 'The rest' order by side desc$$,
  $$values ('unapplied_cash', 65.00, null::numeric), ('cash', null, 65.00)$$,
  'A refund takes unapplied cash back out of cash');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Stranger
select test.root();
select test.provision('globex');
select test.as('finance', 'globex');
select throws_ok($$select payments.apply_payment(test.id('payment'))$$, 'NOTFD',
  'No payment has this id.', 'Another tenant''s payment does not exist');
select throws_ok($$select payments.apply_payment(uuidv7())$$, 'NOTFD',
  'No payment has this id.', 'Just as one that nobody has');
select throws_ok($$select payments.refund_payment(test.id('payment'), 'x')$$, 'NOTFD',
  'No payment has this id.', 'Nor can it be given back');
insert into test.named
select 'own', (payments.record_payment(10, (select id from customers.create_account('Own')))).id;
select throws_ok(
  $$select payments.apply_payment(test.id('own'), test.applications('c', '1'))$$, 'NOTFD',
  'No invoice has this id.', 'Another tenant''s invoice does not exist');
