-- What is delivered by the end of a month and not billed is revenue of that month; the invoice of the
-- period takes it over, whatever became of it meanwhile.
select test.provision('acme', '2026-03-05T12:00:00Z'), test.provision('globex', '2026-03-05T12:00:00Z'),
  test.provision('initech', '2026-03-05T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a
  where a.tenant_id = tenancy.current_tenant_id() and a.account_name = name $$;
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c
  where c.tenant_id = tenancy.current_tenant_id() and c.contract_number = number $$;
create function test.sign(number text, price numeric, in_advance boolean default false,
    frequency text default 'monthly', account text default 'Acme', covered text[] default null)
  returns text language sql as $$
  select c.contract_number from sales.create_contract(test.account(account), '2026-03-05',
    '2027-03-04', contract_number => number, seat_count => 1, seat_price => price,
    billing_frequency => frequency, billing_in_advance => in_advance,
    covered_accounts => (select array_agg((test.account(name), null, weight)::sales.covered_account)
      from unnest(covered) with ordinality as c (name, weight))) as c $$;
create function test.change(number text, day date, seats numeric) returns void language sql as $$
  select from billing.amend_contract(test.contract(number), day, array(
    select (l.id, seats, null, null, null, null)::sales.contract_change_input
    from sales.contract_lines as l where l.contract_id = test.contract(number))) $$;
create function test.invoice(number text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i where i.contract_id = test.contract(number)
  order by i.id desc limit 1 $$;
-- What the books say at the end of a day, by default by now.
create function test.booked(day date default null) returns text language sql stable as $$
  select concat_ws(', ', string_agg(a.code || ' ' || b.balance, ', ' order by a.place)
    filter (where b.balance <> 0))
  from unnest('{unbilled_receivable,receivable,deferred_revenue,revenue}'::text[])
    with ordinality as a (code, place)
  cross join lateral (select ledger.balance(a.code, 'USD', day) as balance) as b $$;
-- What is open of a contract.
create function test.open(number text) returns numeric language sql stable as $$
  select sum(u.amount) from billing.unbilled_receivables as u
  where u.contract_id = test.contract(number) and u.ended_on is null $$;
create function test.accrue() returns jsonb language sql security definer as $$
  select billing.accrue_unbilled(array(
    select c.id from sales.contracts as c where c.tenant_id = tenancy.current_tenant_id())) $$;
create function test.broken() returns bigint language sql as $$
  select count(*) from ledger.discrepancies $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
update tenancy.tenants set finalize_after_days = 0;
select customers.create_account('Acme');
select test.sign('ARREARS', 310);
select tenancy.advance_clock('2026-04-01T12:00:00Z');
select is(test.booked('2026-03-30'), '', 'Within a month nothing is booked');
select is(test.booked('2026-03-31'), 'unbilled_receivable 270.00, revenue 270.00',
  'At its end 27 of 31 days are delivered and not billed');
select results_eq(
  $$select contract_id, amount::numeric, accrued_on, ended_on from billing.unbilled_receivables$$,
  $$select test.contract('ARREARS'), 270.00, date '2026-03-31', null::date$$,
  'It is told by line and period');
select test.as('owner', 'acme');
select is(test.accrue(), '{"unbilled_accrued": 0}', 'It is booked once');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-04-05T12:00:00Z');
select is(test.booked('2026-04-04'), 'unbilled_receivable 270.00, revenue 270.00',
  'It stays until it is billed');
select is(test.booked(), 'receivable 310.00, revenue 310.00',
  'Billed it is owed, and 40.00 of it are of this month');
select results_eq(
  $$select document_number collate "default", code, coalesce(debit, -credit)::numeric
    from ledger.entries where posted_on = '2026-04-05' and subject_id = test.contract('ARREARS')
    order by code$$,
  $$values ('INV-2026-001', 'revenue', 270.00), ('INV-2026-001', 'unbilled_receivable', -270.00)$$,
  'Its end names the invoice');

-- Amended, voided, cancelled.
select tenancy.advance_clock('2026-05-01T12:00:00Z');
select is(test.booked(), 'unbilled_receivable 268.67, receivable 310.00, revenue 578.67',
  'The next month has 26 days of 30');
select test.change('ARREARS', '2026-04-20', 2);
select tenancy.advance_clock('2026-05-05T12:00:00Z');
select is(test.booked(), 'receivable 775.00, revenue 775.00',
  'What was amended since is billed as it is: nothing stays unbilled');
select tenancy.advance_clock('2026-06-01T12:00:00Z');
select is(test.open('ARREARS'), 540.00, 'The end of a month knows what was amended');
select tenancy.advance_clock('2026-06-05T12:00:00Z');
select billing.void_invoice(test.invoice('ARREARS'), 'A mistake');
select is(test.booked(), 'receivable 775.00, revenue 775.00', 'A void invoice leaves nothing');
select billing.cancel_contract(test.contract('ARREARS'), 'Moved away', '2026-06-20');
select tenancy.advance_clock('2026-07-01T12:00:00Z');
select is(test.open('ARREARS'), null, 'What a person undid is billed no more, nor what is over');
select is(test.booked(), 'receivable 1085.00, revenue 1085.00', 'Its last days are billed');
select is(test.broken(), 0::bigint, 'The books agree');

-- Drafts, payers on hold, longer periods, discounts, shares.
select test.as('admin', 'globex');
update tenancy.tenants set finalize_after_days = null;
select customers.create_account('Acme'), customers.create_account('Held'),
  customers.create_account('Two');
select customers.create_account('Below', parent_account_id => test.account('Two'));
select test.sign('DRAFT', 310, true), test.sign('QUARTER', 100, false, 'quarterly'),
  test.sign('LESS', 310), test.sign('HELD', 310, true, account => 'Held'),
  test.sign('SHARED', 310, false, account => 'Two', covered => '{Two,Below}');
select sales.apply_discount(test.contract('LESS'), percent => 10, duration => 'forever', reason => 'x');
select customers.hold_account(test.account('Held'), 'Late');
select tenancy.advance_clock('2026-04-01T12:00:00Z');
select results_eq(
  $$select c.contract_number collate "default", test.open(c.contract_number)
    from sales.contracts as c order by 1$$,
  $$values ('DRAFT', 270.00), ('HELD', 270.00), ('LESS', 243.00), ('QUARTER', 88.04),
    ('SHARED', 270.00)$$,
  'Also on a draft, of who is on hold, of a quarter, less discounts, and shared');
select billing.finalize_invoice(test.invoice('DRAFT'));
select is(test.open('DRAFT'), null, 'A draft that is issued ends it');
select customers.release_account(test.account('Held'), 'Paid');
select tenancy.advance_clock('2026-05-01T12:00:00Z');
select results_eq(
  $$select u.accrued_on, u.ended_on, u.amount::numeric from billing.unbilled_receivables as u
    where u.contract_id = test.contract('QUARTER') order by u.id$$,
  $$values (date '2026-03-31', date '2026-04-30', 88.04), ('2026-04-30', null, 185.87)$$,
  'A longer period is reckoned anew at each end of a month');
select is((select sum(amount) from billing.unbilled_receivables
    where contract_id = test.contract('SHARED') and ended_on is null), 578.67,
  'What lies in drafts and what is not billed yet add up');
select billing.finalize_invoice(i.id) from billing.invoices as i where i.status = 'draft';
select is(test.open('SHARED'), 268.67, 'until they are issued');
select tenancy.advance_clock('2026-06-10T12:00:00Z');
select is(test.broken(), 0::bigint, 'The books agree');

-- Prices that include their tax; other days of the tenant.
select test.as('admin', 'initech');
update tenancy.tenants set finalize_after_days = 0;
select tax.change_tax_settings(prices_include_tax => true);
select tax.add_tax_registration('DE', 'DE129273398', '2026-01-01');
select customers.create_account('Acme');
select customers.set_address(test.account('Acme'), 'billing',
  ('Weg 1', null, 'Berlin', null, '10115', 'DE')::customers.postal_address);
select test.sign('GROSS', 368.90);
select tenancy.advance_clock('2026-04-06T12:00:00Z');
select is(test.booked('2026-03-31'), 'unbilled_receivable 270.00, revenue 270.00',
  'Of prices with tax it is the net');
select is(test.booked(), 'receivable 368.90, revenue 310.00', 'as it is billed');

-- Who closes a month closes it with what was delivered and is owed: the work of the day comes first.
select billing.set_allowance_matrix(1, 2, 3, 4, 5);
select test.root('initech');
update tenancy.tenants set clock_at = '2026-05-01T00:01:00Z' where slug = 'initech';
select test.as('admin', 'initech');
select test.sign('LATE', 100);
select results_eq(
  $$select h.code, h.message from ledger.period_hindrances('2026-04') as h where h.is_blocking
    order by h.code desc$$,
  $$values ('unbilled_open', 'What GROSS delivered by 2026-04-30 and nobody billed is not booked yet.'),
    ('allowance_open', 'The allowance of 2026-04-30 is not reckoned yet.')$$,
  'A month is not closed before its end is booked, but for what is signed later');
select throws_ok($$select ledger.close_period('2026-04')$$, 'PHIND', null, 'It is refused');
select is_empty($$select from ledger.period_hindrances('2026-02') as h where h.is_blocking$$,
  'Of months before it nothing is to come');
select tenancy.advance_clock('2026-05-01T00:02:00Z');
select is((ledger.close_period('2026-04')).period, '2026-04', 'Then it is closed');

-- Who may.
select test.as('viewer', 'acme');
select isnt_empty('select from billing.unbilled_receivables', 'A viewer reads them');
select throws_ok('update billing.unbilled_receivables set amount = 1', '42501', null,
  'and nobody writes them by hand');
select throws_ok('select billing.accrue_unbilled(null)', '42501', null,
  'The end of a month is no one''s to call');
select test.as('owner', 'acme');
select throws_ok('delete from billing.unbilled_receivables', null, null, 'None goes away');
