-- Reports of money: by hand, to the cent, for who may read the tenant's rows.
select test.provision('acme', clock_at => '2025-06-30T12:00:00Z');
select test.provision('globex', clock_at => '2025-06-30T12:00:00Z');
create table test.named (name text primary key, id uuid not null);
grant select, insert on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name $$;
create function test.account(name text, parent text default null) returns void language sql as $$
  insert into test.named
  select account.name, a.id
  from customers.create_account(account.name, parent_account_id => test.id(parent)) as a $$;
-- A draft of one item.
create function test.draft(name text, account text, issue_date date, due_date date, amount numeric,
  tax numeric default 0, currency text default 'USD') returns void language sql as $$
  insert into test.named
  select draft.name, i.id
  from billing.create_invoice(test.id(account), issue_date, due_date, currency => currency,
    items => array[(null, null, 'Work', 1, amount, 0, tax, null, null, null)::billing.invoice_item_input]
  ) as i $$;
create function test.rollup(name text) returns analytics.rollup language sql stable as $$
  select analytics.rollup_report(test.id(name)) $$;
grant execute on all functions in schema test to public;

select test.as('finance', 'acme');
select test.account('Group'), test.account('North', 'Group'), test.account('South', 'Group');
select test.draft('n1', 'North', '2025-01-10', '2025-02-09', 100, 10),
  test.draft('n2', 'North', '2025-04-01', '2025-05-01', 200),
  test.draft('n3', 'North', '2025-05-20', '2025-06-29', 50),
  test.draft('s1', 'South', '2025-03-02', '2025-04-01', 30),
  test.draft('s2', 'South', '2025-06-30', '2025-06-30', 25),
  test.draft('s3', 'South', '2025-06-01', '2025-07-01', 80, 0, 'EUR'),
  test.draft('g1', 'Group', '2025-01-20', '2025-02-19', 500),
  test.draft('void', 'Group', '2025-01-15', '2025-02-14', 999);
select billing.finalize_invoice(n.id, keep_date => true) from test.named as n where n.name ~ '^.\d|void';
select test.draft('draft', 'Group', '2025-06-30', '2025-07-30', 60);
select billing.void_invoice(test.id('void'), 'A mistake');
select payments.record_payment(40, null, received_on => '2025-02-15', invoice_id => test.id('n1')),
  payments.record_payment(500, null, received_on => '2025-03-05', invoice_id => test.id('g1')),
  payments.record_payment(15, test.id('Group'), application => 'none');
select test.as('sales', 'acme');
select sales.create_contract(test.id('North'), '2025-01-01', '2025-12-31', seat_count => 10,
  seat_price => 10, contract_value => 1200);
select sales.create_contract(test.id('North'), '2025-01-01', '2025-12-31', seat_count => 1,
  seat_price => 10, status => 'draft');

-- Aging
select test.as('viewer', 'acme');
select results_eq(
  $$select account_name, currency, current::numeric, days_1_30::numeric, days_31_60::numeric,
      days_61_90::numeric, days_over_90::numeric, total::numeric, invoices, days_outstanding
    from analytics.aging_report()$$,
  $$values ('South', 'EUR', 80.00, 0.00, 0.00, 0.00, 0.00, 80.00, 1, 29.0),
    ('North', 'USD', 0.00, 50.00, 200.00, 0.00, 70.00, 320.00, 3, 100.1),
    ('South', 'USD', 25.00, 0.00, 0.00, 30.00, 0.00, 55.00, 2, 65.5)$$,
  'What is owed stands in the bucket of its days, the 30th in the first');
select results_eq(
  $$select account_name, current::numeric, days_1_30::numeric, total::numeric
    from analytics.aging_report('2025-02-28')$$,
  $$values ('Group', 0.00, 1499.00, 1499.00), ('North', 0.00, 70.00, 70.00)$$,
  'A past day owes what was paid or voided later');
select results_eq(
  $$select account_name, current::numeric, days_1_30::numeric
    from analytics.aging_report('2025-02-10')$$,
  $$values ('Group', 1499.00, 0.00), ('North', 0.00, 110.00)$$, 'in the bucket of that day');
select is_empty($$select * from analytics.aging_report('2024-12-31')$$,
  'Before the first invoice nothing was owed');
select is((select sum(total) from analytics.aging_report() where currency = 'USD')::numeric,
  ledger.balance('receivable', 'USD')::numeric, 'It adds up to the books');
select is((select sum(total) from analytics.aging_report('2025-02-28'))::numeric,
  ledger.balance('receivable', 'USD', '2025-02-28')::numeric,
  'on past days too');

-- Revenue
select results_eq(
  $$select period, currency, invoices, net::numeric, tax::numeric, invoiced::numeric,
      credited::numeric, collected::numeric
    from analytics.revenue_report('2025-01-01', '2025-06-30')$$,
  $$values ('2025-06-01'::date, 'EUR', 1, 80.00, 0.00, 80.00, 0.00, 0.00),
    ('2025-01-01', 'USD', 3, 1599.00, 10.00, 1609.00, 0.00, 0.00),
    ('2025-02-01', 'USD', 0, 0.00, 0.00, 0.00, 0.00, 40.00),
    ('2025-03-01', 'USD', 1, 30.00, 0.00, 30.00, 0.00, 500.00),
    ('2025-04-01', 'USD', 1, 200.00, 0.00, 200.00, 0.00, 0.00),
    ('2025-05-01', 'USD', 1, 50.00, 0.00, 50.00, 0.00, 0.00),
    ('2025-06-01', 'USD', 1, -974.00, 0.00, -974.00, 0.00, 0.00)$$,
  'Revenue by the month in which it was booked, or taken back by voiding; no draft');
select results_eq(
  $$select period, invoiced::numeric, collected::numeric
    from analytics.revenue_report('2025-01-01', '2025-06-30', 'quarter') where currency = 'USD'$$,
  $$values ('2025-01-01'::date, 1639.00, 540.00), ('2025-04-01', -724.00, 0.00)$$, 'by quarter');
select results_eq(
  $$select period, invoiced::numeric
    from analytics.revenue_report('2025-01-10', '2025-01-20', 'year')$$,
  $$values ('2025-01-01'::date, 1609.00)$$, 'by year, the first and the last day included');
select results_eq(
  $$select subject_name, invoiced::numeric, collected::numeric
    from analytics.revenue_report('2025-01-01', '2025-06-30', 'account') where currency = 'USD'$$,
  $$values ('Group', 500.00, 500.00), ('North', 360.00, 40.00), ('South', 55.00, 0.00)$$,
  'by account, the greatest first');
select results_eq(
  $$select subject_id, invoices, net::numeric, invoiced::numeric, collected::numeric
    from analytics.revenue_report('2025-01-01', '2025-06-30', 'product') where currency = 'USD'$$,
  $$values (null::uuid, 7, 905.00, 915.00, null::numeric)$$,
  'by product, of which no payment is known');
select results_eq(
  $$select subject_name, invoiced::numeric
    from analytics.revenue_report('2025-01-01', '2025-06-30', 'contract') where currency = 'USD'$$,
  $$values (null::text, 915.00)$$, 'by contract');
select throws_ok(format('select * from analytics.revenue_report(%L, %L, %L)', f, t, g), 'INPUT',
  null, 'A report wants sense: ' || concat_ws(' ', f, t, g))
from (values ('2025-01-01', '2025-06-30', 'day'), ('2025-01-01', '2025-06-30', null),
  ('2025-02-01', '2025-01-31', 'month'), (null, '2025-01-31', 'month'),
  ('2025-01-01', null, 'month')) as wrong (f, t, g);

-- Customers
select results_eq(
  $$select place, account_name, currency, invoices, invoiced::numeric, paid::numeric,
    outstanding::numeric from analytics.customers_report()$$,
  $$values (1, 'South', 'EUR', 1, 80.00, 0.00, 80.00), (1, 'Group', 'USD', 1, 500.00, 500.00, 0.00),
    (2, 'North', 'USD', 3, 360.00, 40.00, 320.00), (3, 'South', 'USD', 2, 55.00, 0.00, 55.00)$$,
  'Customers have their places in each currency');
select results_eq(
  $$select account_name from analytics.customers_report(1, '2025-02-01', '2025-05-31')$$,
  $$values ('North')$$, 'The first of some months');
select is((select count(*)::int from analytics.customers_report(-1)), 2, 'One at least');

-- Roll-up
select results_eq(
  $$select currency, receivables::numeric, overdue::numeric, invoiced::numeric, paid::numeric,
      contracts_active, contract_value::numeric, exposure::numeric
    from unnest((test.rollup('Group')).totals)$$,
  $$values ('EUR', 80.00, 0.00, 80.00, 0.00, 0, 0.00, 80.00),
    ('USD', 375.00, 350.00, 915.00, 540.00, 1, 1200.00, 420.00)$$,
  'A roll-up adds up the subtree; drafts and unapplied cash count for exposure');
select results_eq(
  $$select account_name, depth, currency, receivables::numeric, exposure::numeric
    from unnest((test.rollup('Group')).lines)$$,
  $$values ('Group', 1, 'USD', 0.00, 45.00), ('North', 2, 'USD', 320.00, 320.00),
    ('South', 2, 'EUR', 80.00, 80.00), ('South', 2, 'USD', 55.00, 55.00)$$,
  'and shows each account, in each of its currencies');
select results_eq($$select (r).account_name, (r).accounts from test.rollup('North') as r$$,
  $$values ('North', 1)$$, 'A leaf is a small subtree');
select throws_ok('select analytics.rollup_report(uuidv7())', 'NOTFD', 'No account has this id.',
  'An unknown account has none');

-- Stranger, nobody, worker
select test.as('viewer', 'globex');
select throws_ok($$select analytics.rollup_report(test.id('Group'))$$, 'NOTFD',
  'No account has this id.', 'A foreign account is as unknown');
select is_empty('select * from analytics.aging_report()', 'A stranger sees no debts');
select is_empty('select * from analytics.customers_report()', 'no customers');
select is_empty($$select * from analytics.revenue_report('2020-01-01', '2030-01-01')$$,
  'no revenue');
select test.as('viewer', 'acme');
select throws_ok('select * from analytics.invoices', '42501', null,
  'The views are for analysts: members have the tables');
select test.as('nobody', 'acme');
select throws_ok('select * from analytics.aging_report()', '42501', null, 'Nobody has no report');
select test.as('operator');
select throws_ok('select * from analytics.aging_report()', '42501', null,
  'The operator sees no business rows');

-- The day book has what books nothing too.
select test.as('finance', 'acme');
select billing.finalize_invoice(i.id)
from billing.create_invoice((select a.id from customers.accounts as a limit 1), items => array[
  (null, null, 'Free', 1, 0, null, null, null, null, null)]::billing.invoice_item_input[]) as i;
select results_eq($$select l.kind, l.total::text, l.journal_id
  from analytics.invoice_journal_lines as l
  join billing.invoice_items as item on item.invoice_id = l.invoice_id
  where item.description = 'Free'$$,
  $$values ('issued', '0.00', null::uuid)$$, 'An invoice over nothing stands in the day book');
