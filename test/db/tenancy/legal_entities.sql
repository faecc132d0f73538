-- Several companies of a tenant sell: each has its own days, numbers, registrations and books.
select test.provision('acme', '2026-03-31T16:00:00Z');
select test.provision('globex', '2026-03-31T16:00:00Z');
create function test.entity(code text) returns uuid language sql stable
return (select e.id from tenancy.legal_entities as e where e.code = entity.code);
create function test.sell(name text, entity uuid default null) returns billing.invoices
language sql as $$
  select f from customers.accounts as a
  cross join lateral billing.create_invoice(a.id, legal_entity_id => entity, items => array[
    (null, null, 'Work', 1, 1000, null, 100, null, null, null)]::billing.invoice_item_input[]) as i
  cross join lateral billing.finalize_invoice(i.id) as f
  where a.account_name = name $$;
grant execute on all functions in schema test to public;
select test.as('admin', 'acme');
select lives_ok($$select tenancy.create_legal_entity('acme-kk', 'Acme KK', 'JP', 'JPY', 'Asia/Tokyo')$$,
  'An admin enters another company');
select throws_ok($$select tenancy.create_legal_entity('acme-kk', 'Again', 'JP')$$, '23505', null,
  'whose code is its own');
select throws_ok($$select tenancy.create_legal_entity('x', 'X', 'JP', fiscal_year_start => '02-30')$$,
  '23514', null, 'whose year starts on a day of every year');
select throws_ok($$select tenancy.create_legal_entity('x', 'X', 'Japan')$$, '23514', null,
  'and whose country is a code');
select results_eq('select code, is_default from tenancy.legal_entities order by code',
  $$values ('acme', true), ('acme-kk', false)$$, 'The first one stays the default');
select is((select count(*)::int from tenancy.brands), 2, 'Each has a brand');
select throws_ok('update tenancy.legal_entities set currency = ''USD''', '42501', null,
  'The currency of books stays');
select throws_ok('delete from tenancy.legal_entities', '42501', null, 'Nobody deletes one');
select lives_ok($$update tenancy.legal_entities set line1 = 'Marunouchi 1' where code = 'acme-kk'$$,
  'An address changes');
select test.as('finance', 'acme');
select throws_ok($$select tenancy.create_legal_entity('x', 'X', 'JP')$$, '42501', null,
  'Finance enters none');
select throws_ok('update tenancy.legal_entities set line1 = ''x''', '42501', null, 'nor changes one');
select test.as('viewer', 'globex');
select results_eq('select code from tenancy.legal_entities', $$values ('globex')$$,
  'A stranger sees his own');

-- Days: it is April in Tokyo, and March where the tenant is.
select test.as('finance', 'acme');
select is(tenancy.today_of(test.entity('acme-kk')), date '2026-04-01', 'Tokyo is a day ahead');
select test.as('sales', 'acme');
select customers.create_account('Both', currency => 'JPY');
select customers.create_account('Tokyo', currency => 'JPY',
  legal_entity_id => test.entity('acme-kk'));
select customers.create_account('Branch', currency => 'JPY', parent_account_id => (
  select id from customers.accounts where account_name = 'Tokyo'));
select throws_ok($$select customers.create_account('X', legal_entity_id => uuidv7())$$, '23503', null,
  'An account names a company that is there');
select is(customers.accounts_effective_legal_entity_id(a), test.entity('acme-kk'),
  a.account_name || ' is sold to by the company of its account or those above')
from customers.accounts as a where a.account_name in ('Tokyo', 'Branch');
select test.as('finance', 'acme');
select test.sell('Both');
select test.sell('Tokyo');
select test.sell('Both', test.entity('acme-kk'));
select results_eq(
  $$select e.code, i.issue_date, i.invoice_number collate "default"
    from billing.invoices as i join tenancy.legal_entities as e on e.id = i.legal_entity_id
    order by i.id$$,
  $$values ('acme', date '2026-03-31', 'INV-2026-001'), ('acme-kk', '2026-04-01', 'INV-2026-001'),
    ('acme-kk', '2026-04-01', 'INV-2026-002')$$,
  'Invoices have the day and the numbers of the company that issues them');
select throws_ok($$select test.sell('Both', uuidv7())$$, 'NOTFD', null, 'which is there');

-- Books: each its own, and nothing between them.
select results_eq(
  $$select e.code, t.code, t.balance::numeric from tenancy.legal_entities as e
    cross join lateral ledger.trial_balance(legal_entity_id => e.id) as t
    where t.balance <> 0 and t.currency = 'JPY' order by e.code, t.code$$,
  $$values ('acme', 'receivable', 1100::numeric), ('acme', 'revenue', 1000),
    ('acme', 'tax_payable', 100), ('acme-kk', 'receivable', 2200), ('acme-kk', 'revenue', 2000),
    ('acme-kk', 'tax_payable', 200)$$, 'Each company has books of its own');
select results_eq(
  $$select code, opening::numeric, debit::numeric, balance::numeric
    from ledger.trial_balance("from" => '2026-04-01')
    where currency = 'JPY' and code = 'receivable'$$,
  $$values ('receivable', 1100::numeric, 2200::numeric, 3300::numeric)$$,
  'and together they say what they opened with and what came since');
select payments.record_payment(1100, (select id from customers.accounts where account_name = 'Both'),
  currency => 'JPY', received_on => '2026-03-31');
select results_eq(
  $$select e.code, i.balance::numeric from billing.invoices as i
    join tenancy.legal_entities as e on e.id = i.legal_entity_id
    join customers.accounts as a on a.id = i.account_id where a.account_name = 'Both'
    order by e.code$$,
  $$values ('acme', 0::numeric), ('acme-kk', 1100)$$, 'Money pays the company that was paid');
select payments.record_payment(500, (select id from customers.accounts where account_name = 'Both'),
  currency => 'JPY', application => 'none');
select throws_ok(
  $$select payments.apply_payment(p.id, array[(i.id, null)]::payments.application_input[])
    from payments.payments as p, billing.invoices as i
    join customers.accounts as a on a.id = i.account_id
    where p.amount = 500 and i.balance > 0 and a.account_name = 'Both'$$, 'INPUT', null,
  'and never another one');
select billing.create_credit_note((select i.id from billing.invoices as i
  join customers.accounts as a on a.id = i.account_id
  where a.account_name = 'Both' and i.balance = 0), 'Wrong');
select is((test.sell('Both', test.entity('acme-kk'))).balance::numeric, 1100::numeric,
  'What one owes a customer does not pay what he owes the other');
select is((test.sell('Both')).balance::numeric, 0::numeric, 'It pays what he owes itself');
select is_empty('select * from ledger.discrepancies', 'The books agree');
select test.root();
select throws_ok(
  $$insert into ledger.journals (tenant_id, legal_entity_id, source_type, source_id, kind,
      document_date, posted_on)
    values (test.tenant('acme'), uuidv7(), 'a.b', uuidv7(), 'c', '2026-01-01', '2026-01-01')$$,
  '23503', null, 'A journal is of a company that is there');

-- Contracts and tax: by the company that sells.
select test.as('finance', 'acme');
select tax.add_tax_registration('JP', 'T1', '2020-01-01', legal_entity_id => test.entity('acme-kk'));
select lives_ok($$select tax.add_tax_registration('JP', 'T2', '2020-01-01')$$,
  'Two companies are registered in one place');
select throws_ok($$select tax.add_tax_registration('JP', 'T3', '2021-01-01')$$, '23P01', null,
  'each once');
select is(
  (select array_agg(t.treatment order by e.code) from tenancy.legal_entities as e
    cross join lateral tax.quote((select id from customers.accounts where account_name = 'Both'),
      100, legal_entity_id => e.id) as t),
  '{no_address,no_address}', 'and each asks where the customer is');
