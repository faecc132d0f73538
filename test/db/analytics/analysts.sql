-- Analysts log into the database with a name of their own and read one tenant, whatever they set.
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
-- A note on what was paid, and one that makes an invoice of March void.
select test.draft('n0', 'North', '2025-03-20', '2025-04-19', 12);
select billing.finalize_invoice(test.id('n0'), keep_date => true);
select billing.create_credit_note(test.id('n0'), 'Not ordered'),
  billing.create_credit_note(test.id('g1'), 'Half of it', array[((
    select item.id from billing.invoice_items as item where item.invoice_id = test.id('g1')
  ), 250)::billing.credit_note_line_input]);
select sales.create_purchase_order(test.id('North'), 'PO-1', 500, '2025-01-01', '2025-12-31');
select test.as('sales', 'acme');
select sales.create_contract(test.id('North'), '2025-01-01', '2025-12-31', contract_number => 'C-1',
  lines => array[
    (null, null, 'Seats', 'per_unit', 10, 12, 10, null, null, null, null, null, null, null, null,
      null)
  ]::sales.contract_line_input[]);
select sales.apply_discount((select id from sales.contracts), percent => 10,
  starts_on => '2025-01-01', reason => 'For years of trust');
select test.as('finance', 'globex');
insert into test.named select 'Foreign', a.id from customers.create_account('Foreign') as a;
select test.draft('f1', 'Foreign', '2025-01-10', '2025-02-09', 7);
select billing.finalize_invoice(test.id('f1'), keep_date => true);
select payments.record_payment(5, test.id('Foreign'));
select billing.create_credit_note(test.id('f1'), 'Not ordered');
select sales.create_purchase_order(test.id('Foreign'), 'PO-1', 500, '2025-01-01', '2025-12-31');

select test.root();
create role acme_analyst login in role tenor_analyst;
create role free_analyst login in role tenor_analyst;
select test.as('operator');
select tenancy.bind_analyst('acme_analyst', 'acme');
select test.root();
set local session authorization acme_analyst;

-- What the views show
select results_eq('select account_name, depth, root_account_id from analytics.accounts order by 1',
  $$values ('Group', 1, test.id('Group')), ('North', 2, test.id('Group')),
    ('South', 2, test.id('Group'))$$, 'Accounts with their root');
select results_eq(
  $$select contract_number, account_name, status, renews_on, notice_by_date
    from analytics.contracts$$,
  $$values ('C-1', 'North', 'active', '2026-01-01'::date, '2025-10-03'::date)$$,
  'Contracts with the days that matter');
select results_eq(
  $$select contract_number, description, quantity::numeric, billed_quantity::numeric,
    unit_price::numeric, terms_start_date, terms_end_date from analytics.contract_lines$$,
  $$values ('C-1', 'Seats', 10.0, 12.0, 10.0, '2025-01-01'::date, '2025-12-31'::date)$$,
  'Lines with the terms that hold');
select results_eq(
  $$select account_name, status, net::numeric, tax::numeric, balance::numeric, days_overdue
    from analytics.invoices where issue_date <= '2025-04-01' order by issue_date$$,
  $$values ('North', 'partially_paid', 100.00, 10.00, 70.00, 141),
    ('Group', 'void', 999.00, 0.00, 0.00, null),
    ('Group', 'paid', 500.00, 0.00, 0.00, null), ('South', 'open', 30.00, 0.00, 30.00, 90),
    ('North', 'void', 12.00, 0.00, 0.00, null),
    ('North', 'open', 200.00, 0.00, 200.00, 60)$$, 'Invoices with the days they are late');
select is((select sum(balance) from analytics.invoices where currency = 'USD' and status <> 'draft'),
  (select sum(total) from analytics.receivables_aging where currency = 'USD'),
  'whose balances are the receivables');
select results_eq(
  $$select account_name, invoice_status, net::numeric from analytics.invoice_items
    where currency = 'EUR'$$,
  $$values ('South', 'open', 80.00)$$, 'Items');
select results_eq(
  'select account_name, amount::numeric, unapplied_amount::numeric from analytics.payments order by 2',
  $$values ('Group', 15.00, 15.00), ('North', 40.00, 0.00), ('Group', 500.00, 0.00)$$, 'Payments');
select results_eq(
  $$select account_name, total::numeric from analytics.receivables_aging where currency = 'USD'$$,
  $$values ('North', 320.00), ('South', 55.00)$$, 'Receivables by age');
select results_eq(
  $$select month, account_name, invoices, credit_notes, net::numeric, tax::numeric,
      invoiced::numeric, credited::numeric
    from analytics.revenue_by_month where currency = 'USD' and account_name <> 'South'
    order by 1, 2$$,
  $$values ('2025-01-01'::date, 'Group', 2, 0, 1499.00, 0.00, 1499.00, 0.00),
    ('2025-01-01', 'North', 1, 0, 100.00, 10.00, 110.00, 0.00),
    ('2025-03-01', 'North', 1, 0, 12.00, 0.00, 12.00, 0.00),
    ('2025-04-01', 'North', 1, 0, 200.00, 0.00, 200.00, 0.00),
    ('2025-05-01', 'North', 1, 0, 50.00, 0.00, 50.00, 0.00),
    ('2025-06-01', 'Group', 0, 1, -1249.00, 0.00, -999.00, 250.00),
    ('2025-06-01', 'North', 0, 1, -12.00, 0.00, 0.00, 12.00)$$,
  'Revenue by month, less what was voided and credited in it');
select is((select sum(net) from analytics.revenue_by_month where currency = 'USD')::numeric,
  ledger.balance('revenue', 'USD')::numeric, 'adds up to the revenue in the books');
select results_eq(
  $$select credit_note_number, account_name, invoice_number, net::numeric,
      applied_to_invoice::numeric, to_balance::numeric
    from analytics.credit_notes order by 1$$,
  $$select n.number, n.account, i.invoice_number, n.net, n.applied, n.net - n.applied
    from (values ('CN-2025-001', 'North', test.id('n0'), 12.00, 12.00),
      ('CN-2025-002', 'Group', test.id('g1'), 250.00, 0.00)) as n (number, account, id, net, applied)
    join analytics.invoices as i on i.id = n.id order by 1$$, 'Credit notes');
select results_eq(
  $$select credit_note_number, account_name, description, net::numeric, period_start
    from analytics.credit_note_items order by 1$$,
  $$values ('CN-2025-001', 'North', 'Work', 12.00, null::date),
    ('CN-2025-002', 'Group', 'Work', 250.00, null)$$, 'with their items');
select results_eq(
  $$select account_name, currency, balance::numeric, refund_due::numeric
    from analytics.account_balances$$,
  $$values ('Group', 'USD', 250.00, 0.00)$$, 'What accounts have to their credit');
select results_eq(
  $$select po_number, account_name, contract_number, status, amount_remaining::numeric
    from analytics.purchase_orders$$,
  $$values ('PO-1', 'North', null::text, 'draft', 500.00)$$, 'Purchase orders');
select results_eq(
  $$select contract_number, account_name, name, percent::numeric, duration, starts_on, ends_on
    from analytics.contract_discounts$$,
  $$values ('C-1', 'North', 'Discount', 10.0, 'forever', '2025-01-01'::date, null::date)$$,
  'Discounts of contracts');
select is_empty('select * from ledger.discrepancies', 'and that the books agree');

-- What nothing changes
select set_config('tenor.tenant_id', test.tenant('globex')::text, true);
select set_config('tenor.subject', 'admin', true);
select is((select count(*)::int from analytics.accounts), 3, 'Another tenant in the setting: no more');
select set_config('tenor.tenant_id', '', true);
select is((select count(*)::int from analytics.payments), 3, 'none in the setting: no less');
select is_empty(format('select from %s where account_id = %L', view, test.id('Foreign')),
  view || ' does not know a foreign account')
from unnest(array['analytics.contracts', 'analytics.contract_lines', 'analytics.invoices',
  'analytics.invoice_items', 'analytics.credit_notes', 'analytics.credit_note_items',
  'analytics.account_balances', 'analytics.purchase_orders', 'analytics.contract_discounts',
  'analytics.payments', 'analytics.receivables_aging', 'analytics.revenue_by_month',
  'analytics.invoice_journal_lines', 'analytics.credit_note_journal_lines',
  'analytics.cash_journal_lines', 'analytics.write_off_journal_lines',
  'analytics.customer_entries']) as view;
select is_empty(format('select from analytics.accounts where id = %L', test.id('Foreign')),
  'nor do the accounts');
select is_empty(format('select from customers.accounts where id = %L', test.id('Foreign')),
  'nor the table behind them');
select throws_ok(format('set local role %I', name), '42501', null, 'An analyst becomes no ' || name)
from unnest(array['tenor_viewer', 'tenor_admin', 'tenor_operator', 'tenor_worker', 'tenor_owner',
  'tenor_gateway', 'tenor_builder']) as name;
select throws_ok($$update analytics.accounts set account_name = 'x'$$, '42501', null,
  'changes no account');
select throws_ok($$delete from payments.payments$$, '42501', null, 'deletes no payment');
select throws_ok(format('select * from %s', name), '42501', null, 'and reads no ' || name)
from unnest(array['tenancy.members', 'tenancy.analysts', 'audit.entries', 'events.events',
  'events.jobs', 'customers.contacts', 'webhooks.endpoints', 'webhooks.endpoint_secrets',
  'graphile_worker._private_jobs']) as name;
reset session authorization;

-- Who is bound to none
set local session authorization free_analyst;
select set_config('tenor.tenant_id', test.tenant('acme')::text, true);
select is_empty('select * from analytics.accounts', 'A login bound to no tenant sees nothing');
select is_empty('select * from analytics.receivables_aging', 'in any view');
reset session authorization;

-- Documentation
select is_empty(
  $$select c.relname || '.' || a.attname
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'analytics'::regnamespace and c.relkind = 'v'
      and col_description(c.oid, a.attnum) is null$$, 'Every column says what it is');
