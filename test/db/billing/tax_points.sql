-- A supply is taxed by the law of its tax point, not of the day on which it happens to be billed.
select test.provision('acme', '2024-12-15T12:00:00Z', 'EUR');
create function test.contract(country text, starts date) returns void language sql as $$
  select tax.add_tax_registration(country, country || '1', '2020-01-01');
  select sales.create_contract((select id from customers.create_account(country, currency => 'EUR',
      billing_address => row(null, null, 'Town', null, null, country)::customers.postal_address)),
    starts, (starts + interval '12 months')::date - 1, seat_count => 1, seat_price => 1000,
    billing_frequency => 'monthly', billing_in_advance => false, contract_number => country) $$;
create function test.item(price numeric, starts date, ends date, supplied date default null)
  returns billing.invoice_item_input[] language sql
return array[(null, null, 'Work', 1, price, null, null, starts, ends, supplied
  )::billing.invoice_item_input];
create function test.account(name text) returns uuid language sql security definer
return (select a.id from customers.accounts as a where a.account_name = account.name);
grant execute on all functions in schema test to public;
select test.as('admin', 'acme');
update tenancy.tenants set finalize_after_days = 0;
select test.contract('SK', '2024-12-01');
select test.contract('EE', '2025-06-01');
select test.contract('RO', '2025-07-01');
select tenancy.advance_clock('2025-06-30T12:00:00Z');
select billing.finalize_invoice((billing.create_invoice(test.account('EE'),
  items => test.item(700, null, null))).id);
select tenancy.advance_clock('2025-09-01T12:00:00Z');
select results_eq(
  $$select a.account_name, i.issue_date, i.tax::numeric from billing.invoices as i
    join customers.accounts as a on a.id = i.account_id
    where (a.account_name, i.issue_date) in (('SK', '2025-01-01'), ('SK', '2025-02-01'),
      ('EE', '2025-07-01'), ('EE', '2025-08-01'), ('RO', '2025-08-01'), ('RO', '2025-09-01'))
    order by a.account_name, i.issue_date$$,
  $$values ('EE', date '2025-07-01', 220::numeric), ('EE', '2025-08-01', 240),
    ('RO', '2025-08-01', 190), ('RO', '2025-09-01', 210),
    ('SK', '2025-01-01', 200), ('SK', '2025-02-01', 230)$$,
  'In arrears: the rate of the last day of the month, though it is billed when another holds');

-- By hand: a period, a day of delivery, the day of issue, whichever comes first.
select results_eq(
  $$select i.tax::numeric from (values
      (date '2025-06-01', date '2025-06-30', null::date), ('2025-06-15', '2025-07-14', null),
      (null, null, '2025-06-30'), (null, null, '2025-07-01'), (null, null, null),
      ('2025-09-01', '2026-08-31', null)) as given (starts, ends, supplied)
    cross join lateral billing.create_invoice(test.account('EE'),
      items => test.item(1000, given.starts, given.ends, given.supplied)) as i$$,
  $$values (220::numeric), (240), (220), (240), (240), (240)$$,
  'By hand: the last day of the period, the day of delivery, or that of issue');
select results_eq(
  $$select i.tax::numeric from unnest('{2025-06-30,2025-07-02}'::date[]) as day
    cross join lateral billing.create_invoice(test.account('EE'), day,
      items => test.item(1000, null, null, '2025-07-01')) as i$$,
  $$values (220::numeric), (240)$$, 'A bill before the delivery brings it forward, one after does not');
select throws_ok(
  $$select billing.create_invoice(test.account('EE'), items => test.item(1, '2025-06-01', '2025-06-30',
    '2025-06-30'))$$, 'INPUT', null, 'What serves a period has no day of delivery besides');
select throws_ok(
  $$select billing.create_invoice(test.account('EE'), items => test.item(1, null, null,
    '0001-01-01'))$$, 'INPUT', null, 'A day of delivery is a day');

-- Issued late, it is taxed as of today, as far as its supply is not over.
select billing.finalize_invoice((select i.id from billing.create_invoice(test.account('EE'),
  '2025-06-20', items => test.item(500, '2025-06-01', '2025-06-30')
    || test.item(500, null, null)) as i));
select results_eq(
  $$select item.tax::numeric from billing.invoice_items as item
    join billing.invoices as i on i.id = item.invoice_id
    where i.subtotal = 1000 and item.amount = 500 order by item."position"$$,
  $$values (110::numeric), (120)$$, 'Issued late: what was supplied keeps its rate, the rest has today''s');
select results_eq(
  $$select a.account_name, count(*) from billing.invoice_items as item
    join billing.invoices as i on i.id = item.invoice_id
    join customers.accounts as a on a.id = i.account_id
    cross join lateral billing.invoice_items_explanation(item) as told
    where not told.agrees group by 1$$,
  $$select ''::text, 0::bigint where false$$, 'and each is explained');

-- Billed anew, what was written by hand was delivered on the day on which it was.
select billing.reissue_invoice(i.id, 'Another address') from billing.invoices as i
where i.subtotal = 700;
select results_eq(
  $$select item.supplied_on, item.tax::numeric from billing.invoice_items as item
    join billing.invoices as i on i.id = item.invoice_id
    where i.subtotal = 700 and i.status = 'draft'$$,
  $$values (date '2025-06-30', 154::numeric)$$, 'What is issued again keeps its day, and its rate');

-- Numbers that were printed stay.
select test.as('finance', 'acme');
select throws_ok($$update tax.tax_registrations set number = 'EE2' where number = 'EE1'$$, 'TRANS', null,
  'A number under which documents were issued stays');
select tax.add_tax_registration('LV', 'LV1', tenancy.today() + 1);
select lives_ok($$update tax.tax_registrations set number = 'LV2' where number = 'LV1'$$,
  'one that was never used can be corrected');
