-- What is delivered when it is billed is revenue at once, the rest is deferred; what is not owed any
-- more has no balance.
select test.provision('acme', '2026-04-16T12:00:00Z'), test.provision('globex', '2026-04-16T12:00:00Z');
create function test.invoice(number text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i
  where i.tenant_id = tenancy.current_tenant_id() and i.invoice_number = number $$;
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.sign(number text, start_date date, end_date date, is_in_advance boolean)
  returns void language sql as $$
  select from sales.create_contract((select id from customers.accounts), start_date, end_date,
    contract_number => number, seat_count => 1, seat_price => 100, billing_frequency => 'monthly',
    billing_in_advance => is_in_advance, auto_renew => false) as c $$;
create function test.issue(number text, first_day date) returns text language sql as $$
  select f.invoice_number
  from billing.generate_invoice(test.contract(number), first_day,
    (first_day + interval '1 month' - interval '1 day')::date) as i
  cross join lateral billing.finalize_invoice(i.id) as f $$;
create function test.write(amount numeric, currency text) returns text language sql as $$
  select f.invoice_number
  from billing.create_invoice((select id from customers.accounts), currency => write.currency,
    items => array[(null, null, 'Work', 1, amount, null, null, null, null, null)::billing.invoice_item_input]
  ) as i
  cross join lateral billing.finalize_invoice(i.id) as f $$;
create function test.credit(number text, net numeric) returns void language sql as $$
  select from billing.create_credit_note(test.invoice(number), 'Not as agreed', array(
    select (item.id, net)::billing.credit_note_line_input
    from billing.invoice_items as item where item.invoice_id = test.invoice(number))) $$;
create function test.booked() returns text language sql stable as $$
  select string_agg(a.code || ' ' || ledger.balance(a.code, 'USD'), ', ')
  from unnest(array['receivable', 'deferred_revenue', 'revenue']) as a (code) $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
select customers.create_account('Acme');
select test.sign('ARREARS', '2026-03-01', '2026-03-31', false),
  test.sign('ADVANCE', '2026-04-01', '2026-04-30', true),
  test.sign('MISTAKE', '2026-03-01', '2026-03-31', false);

-- In arrears and in advance.
select is(test.issue('ARREARS', '2026-03-01'), 'INV-2026-001', 'A month in arrears is billed after its last day');
select is(test.booked(), 'receivable 100.00, deferred_revenue 0.00, revenue 100.00',
  'as revenue, since it is delivered');
select is(test.issue('ADVANCE', '2026-04-01'), 'INV-2026-002', 'A month in advance is billed while it runs');
select is(test.booked(), 'receivable 200.00, deferred_revenue 100.00, revenue 100.00',
  'as deferred revenue, since it is not');
select is(test.issue('MISTAKE', '2026-03-01'), 'INV-2026-003', 'What is voided');
select billing.void_invoice(test.invoice('INV-2026-003'), 'A mistake');
select is(test.booked(), 'receivable 200.00, deferred_revenue 100.00, revenue 100.00',
  'is taken out of the revenue');
select test.credit('INV-2026-001', 50);
select is(test.booked(), 'receivable 150.00, deferred_revenue 100.00, revenue 50.00',
  'What a note takes back comes from where it was booked: revenue');
select test.credit('INV-2026-002', 25);
select is(test.booked(), 'receivable 125.00, deferred_revenue 75.00, revenue 50.00',
  'or deferred revenue');
select tenancy.advance_clock('2026-05-10T12:00:00Z');
select test.credit('INV-2026-002', null);
select is(test.booked(), 'receivable 50.00, deferred_revenue 0.00, revenue 50.00',
  'also when the period is over since');
select test.credit('INV-2026-001', null);
select is(test.booked(), 'receivable 0.00, deferred_revenue 0.00, revenue 0.00',
  'and all of it comes back');
select test.as('owner', 'acme');
select results_eq(
  $$select billing.income_code('recurring', null, p.period::daterange, '2026-04-01')
    from (values ('[2026-03-01,2026-03-31)'), ('[2026-03-01,2026-04-01)'),
      ('[2026-03-01,2026-04-02)'), ('[2026-04-01,2026-04-02)'), (null)) as p (period)$$,
  $$values ('revenue'), ('revenue'), ('deferred_revenue'), ('deferred_revenue'), ('revenue')$$,
  'A period is over on the day after its last');

-- What is void or written off is not owed.
select test.as('admin', 'globex');
select customers.create_account('Globex');
select test.write(60, 'USD'), test.write(7, 'USD'), test.write(30, 'USD'), test.write(8, 'JPY');
select billing.void_invoice(test.invoice('INV-2026-002'), 'A mistake');
select payments.record_payment(10, invoice_id => test.invoice('INV-2026-003'));
select billing.write_off_invoice(test.invoice('INV-2026-003'), 'Bankrupt');
select billing.void_invoice(test.invoice('INV-2026-004'), 'A mistake');
select results_eq(
  $$select invoice_number collate "default", status, total::text, balance::text from billing.invoices order by 1$$,
  $$values ('INV-2026-001', 'open', '60.00', '60.00'), ('INV-2026-002', 'void', '7.00', '0.00'),
    ('INV-2026-003', 'uncollectible', '30.00', '0.00'), ('INV-2026-004', 'void', '8', '0')$$,
  'A void invoice has no balance, nor has one that was written off');
select results_eq(
  $$select currency, sum(balance)::numeric, ledger.balance('receivable', currency)::numeric
    from billing.invoices group by currency order by currency$$,
  $$values ('JPY', 0::numeric, 0::numeric), ('USD', 60.00, 60.00)$$,
  'What balances add up to is the receivables, in each currency');
select results_eq(
  $$select outstanding::numeric from analytics.customers_report() where currency = 'USD'$$,
  'values (60.00)', 'and what reports say');

-- A past day still owed it.
select test.write(40, 'USD');
select tenancy.advance_clock('2026-04-17T12:00:00Z');
select payments.record_payment(15, invoice_id => test.invoice('INV-2026-005'));
select billing.write_off_invoice(test.invoice('INV-2026-005'), 'Bankrupt');
select results_eq(
  $$select day, (select total::numeric from analytics.aging_report(day)),
      ledger.balance('receivable', 'USD', day)::numeric
    from unnest(array[date '2026-04-16', date '2026-04-17']) as day$$,
  $$values (date '2026-04-16', 100.00, 100.00), (date '2026-04-17', 60.00, 60.00)$$,
  'The day before a write-off all of it was owed');
