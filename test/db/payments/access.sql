-- Who may do what with payments.
select test.provision('acme', clock_at => '2025-03-01T12:00:00Z');
select test.provision('globex');
create table test.payment (id uuid, account_id uuid);
grant select, insert on test.payment to public;
create role payments_analyst login in role tenor_analyst;
select test.as('operator');
select tenancy.bind_analyst('payments_analyst', 'acme');
select test.as('finance', 'acme');
insert into test.payment
select p.id, p.account_id
from payments.record_payment(10, (select id from customers.create_account('North'))) as p;

-- Finance: describes, moves money by commands only
select lives_ok($$update payments.payments set notes = 'seen', reference = 'R', metadata = '{}'$$,
  'Finance describes a payment');
select throws_ok('update payments.payments set amount = 1', '42501', null,
  'It does not change the amount');
select throws_ok('update payments.payments set applied_amount = 10', '42501', null,
  'Nor what was applied');
select throws_ok('update payments.payments set tenant_id = uuidv7()', '42501', null,
  'Nor whose it is');
select throws_ok('delete from payments.payments', '42501', null, 'It removes nothing');
select throws_ok(
  $$insert into payments.payment_applications (payment_id, invoice_id, amount, applied_on)
    select id, uuidv7(), 1, '2025-03-01' from test.payment$$, '42501', null,
  'It applies by command only');

-- Admin: what finance may
select test.as('admin', 'acme');
select lives_ok('select payments.apply_payment(id) from test.payment', 'An admin may do the same');

-- Viewer, sales, approver: read
select test.as('viewer', 'acme');
select is((select count(*)::int from payments.payments), 1, 'A viewer sees payments');
select throws_ok('select payments.record_payment(1, account_id) from test.payment', '42501', null,
  'But records none');
select throws_ok('update payments.payments set notes = ''x''', '42501', null, 'Nor describes them');
select test.as('sales', 'acme');
select throws_ok('select payments.apply_payment(id) from test.payment', '42501', null,
  'Sales does not apply them');
select test.as('approver', 'acme');
select throws_ok('select payments.refund_payment(id, ''x'') from test.payment', '42501', null,
  'An approver gives nothing back');

-- Stranger
select test.as('finance', 'globex');
select is_empty('select * from payments.payments', 'A stranger sees no payment');
select is_empty('update payments.payments set notes = ''x'' returning id', 'Nor changes one');

-- Owner: our own functions
select test.as('owner', 'acme');
select throws_ok('delete from payments.payment_applications', 'FORBD', null,
  'What was applied stays applied');
select throws_ok('update payments.refunds set amount = 1', 'FORBD', null,
  'What was given back stays given back');
select throws_ok('update payments.payments set applied_amount = 10.01', '23514', null,
  'A payment is never spent twice, whoever tries');
select throws_ok('update payments.payments set refunded_amount = 4, applied_amount = 7', '23514',
  null, 'Nor given back when it is spent');

-- Analyst
select test.root();
set local session authorization payments_analyst;
select set_config('tenor.tenant_id', test.tenant('globex')::text, true);
select is((select count(*)::int from payments.payments), 1,
  'An analyst reads his tenant''s payments, whatever he sets');
select throws_ok('select payments.record_payment(1, account_id) from test.payment', '42501', null,
  'And records none');
reset session authorization;

-- Nobody
select test.as('nobody', 'acme');
select throws_ok('select * from payments.payments', '42501', null, 'Nobody sees no payment');
select throws_ok('select payments.record_payment(1, null)', '42501', null, 'And records none');
select test.as('operator');
select throws_ok('select * from payments.payments', '42501', null,
  'The operator sees no business rows');
