-- 90, 60 and 30 days before the end, and at the contract's own notice: each once.
select test.provision('acme', '2026-01-15T12:00:00Z', 'USD', 'America/New_York');
select test.as('admin', 'acme');
select customers.create_account('Acme', billing_contact_email => 'ap@example.com');
select sales.create_contract((select id from customers.accounts), '2026-02-01', '2027-01-31',
  contract_number => 'CTR-1', seat_count => 1, seat_price => 1, renewal_notice_days => 45);

select tenancy.advance_clock('2026-11-02T12:00:00Z');
select is_empty('select * from sales.renewal_alerts', '91 days before the end nothing is said');
select tenancy.advance_clock('2026-11-03T12:00:00Z');
select results_eq('select days_before, renews_on from sales.renewal_alerts',
  $$values (90, date '2027-02-01')$$, '90 days before it is');
select tenancy.advance_clock('2027-01-20T12:00:00Z');
select results_eq('select days_before from sales.renewal_alerts order by id',
  'values (90), (60), (45), (30)', 'and then at 60, at the own notice of 45, and at 30');
select is((select count(*) from events.events where type = 'contract.renewal_due'), 4::bigint,
  'each is published');
select results_eq(
  $$select to_addresses, status from events.emails where kind = 'renewal_alert' limit 1$$,
  $$values (array['ap@example.com'], 'queued')$$, 'and waits to be mailed');
select tenancy.advance_clock('2027-03-01T12:00:00Z');
select is((select count(*) from sales.renewal_alerts), 4::bigint, 'After the end nothing more');

-- On the account's day, for those that are not renewed or cancelled yet.
select test.provision('globex', '2026-01-15T12:00:00Z');
select test.as('admin', 'globex');
select customers.create_account('Auckland', time_zone => 'Pacific/Auckland');
select customers.create_account('Honolulu', time_zone => 'Pacific/Honolulu');
select sales.create_contract(a.id, '2026-02-01', '2027-01-31', contract_number => a.account_name || n,
    seat_count => 1, seat_price => 1, renewal_notice_days => 0)
  from customers.accounts as a cross join generate_series(1, 3) as n;
select sales.renew_contract(id) from sales.contracts where contract_number = 'Auckland2';
select billing.cancel_contract(id, 'Leaves') from sales.contracts
  where contract_number = 'Auckland3';
select tenancy.advance_clock('2026-11-02T12:00:00Z');
select results_eq($$select c.contract_number, r.days_before from sales.renewal_alerts as r
    join sales.contracts as c on c.id = r.contract_id$$,
  $$values ('Auckland1', 90)$$, 'The day has begun in Auckland alone; others are settled');
select tenancy.advance_clock('2026-11-03T09:00:00Z');
select is((select count(*) from sales.renewal_alerts), 1::bigint, 'Honolulu is a day behind');
select tenancy.advance_clock('2026-11-03T12:00:00Z');
select is((select count(*) from sales.renewal_alerts), 4::bigint, 'until its day has come');
