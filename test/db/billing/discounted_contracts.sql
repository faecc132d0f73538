-- Contracts with discounts, as the run bills them: in advance and in arrears, caught up, refused,
-- shared, amended.
select test.provision('acme', '2026-01-15T12:00:00Z');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.own(percent numeric, amount numeric default null, duration text default null,
    months int default null) returns sales.contract_discount_input language sql as $$
  select (null, null, percent, amount, duration, months, null, 'x')
    ::sales.contract_discount_input $$;
create function test.sign(number text, discounts sales.contract_discount_input[],
    account text default 'Acme', seats int default 10, frequency text default 'monthly',
    in_advance boolean default true)
  returns text language sql as $$
  select c.contract_number from sales.create_contract(test.account(account), '2026-02-01',
    '2027-01-31', contract_number => number, seat_count => seats, seat_price => 10,
    billing_frequency => frequency, billing_in_advance => in_advance, discounts => discounts,
    auto_renew => false) as c $$;
create function test.billed(number text)
  returns table (issued date, subtotal text, discount text, total text)
  language sql security definer as $$
  select i.issue_date, i.subtotal::text, i.discount::text, i.total::text
  from billing.invoices as i
  where i.contract_id = test.contract(number) and i.status <> 'void' order by 1 $$;
create function test.left(number text)
  returns table (remaining text, is_used boolean) language sql security definer as $$
  select d.remaining_amount::text, d.is_used from sales.contract_discounts as d
  where d.contract_id = test.contract(number) order by d."position" $$;
create function test.seats(number text, seats numeric)
  returns sales.contract_change_input[] language sql security definer as $$
  select array[(l.id, seats, null, null, null, null)::sales.contract_change_input]
  from sales.contract_lines as l where l.contract_id = test.contract(number) $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
select customers.create_account('Acme');
select customers.create_account('Poor', credit_limit => 200);
select test.sign('ADVANCE', array[test.own(10), test.own(null, 150)]);
select test.sign('ARREARS', array[test.own(20, null, 'repeating', 2)], in_advance => false);
select test.sign('YEAR', array[test.own(10)], frequency => 'annual');
select test.sign('POOR', array[test.own(null, 150)], 'Poor', 20);
select test.sign('PLAIN', null);

-- A preview keeps nothing.
select results_eq(
  $$select subtotal::text, discount::text, total::text
    from billing.preview_invoice(test.contract('ADVANCE'), '2026-03-31')$$,
  $$values ('200.00', '170.00', '30.00')$$, 'A preview of two months');
select results_eq($$select * from test.left('ADVANCE')$$, $$values (null, false), ('150.00', false)$$,
  'keeps nothing');

-- The run catches up on several days.
select tenancy.advance_clock('2026-04-15T12:00:00Z');
select results_eq($$select * from test.billed('ADVANCE')$$,
  $$values (date '2026-02-01', '100.00', '100.00', '0.00'), ('2026-03-01', '100.00', '70.00', '30.00'),
    ('2026-04-01', '100.00', '10.00', '90.00')$$,
  'In advance: a percentage always, an amount until it is spent');
select results_eq($$select * from test.left('ADVANCE')$$, $$values (null, true), ('0.00', true)$$,
  'to the cent');
select results_eq($$select * from test.billed('ARREARS')$$,
  $$values (date '2026-03-01', '100.00', '20.00', '80.00'),
    ('2026-04-01', '100.00', '20.00', '80.00')$$, 'In arrears: the first two months');
select results_eq($$select discount from test.billed('PLAIN')$$,
  $$values ('0.00'), ('0.00'), ('0.00')$$, 'Others pay in full');
select is_empty(
  $$select item.id from billing.invoice_items as item
    left join billing.item_discounts as d on d.invoice_item_id = item.id
    group by item.id, item.discount having item.discount <> coalesce(sum(d.amount), 0)$$,
  'What was taken adds up to the discounts of the items');

-- Credit: 200 less 150 fits the limit, the next month does not.
select results_eq($$select * from test.billed('POOR')$$,
  $$values (date '2026-02-01', '200.00', '150.00', '50.00')$$, 'A limit counts what is left');
select results_eq($$select * from test.left('POOR')$$, $$values ('0.00', true)$$,
  'and what is refused takes nothing');

-- Shared: taken off the whole, split over those who bear it, each on an invoice of its own.
select customers.create_account('Below', parent_account_id => test.account('Acme'));
select sales.create_contract(test.account('Acme'), '2026-05-01', '2026-05-31',
  contract_number => 'SHARED', seat_count => 3, seat_price => 10, billing_frequency => 'monthly',
  discounts => array[test.own(null, 10)], auto_renew => false,
  covered_accounts => array[(test.account('Below'), 1, null)::sales.covered_account]);
select tenancy.advance_clock('2026-05-01T12:00:00Z');
select results_eq(
  $$select a.account_name, item.amount::text, item.discount::text
    from billing.invoice_items as item
    join billing.invoices as i on i.id = item.invoice_id
    join customers.accounts as a on a.id = item.account_id
    where i.contract_id = test.contract('SHARED') order by 1$$,
  $$values ('Acme', '20.00', '6.67'), ('Below', '10.00', '3.33')$$,
  'An amount off a shared contract is split by what each bears');
select results_eq(
  $$select amount::text, discount::text from billing.contract_schedule(test.contract('SHARED'))$$,
  $$values ('20.00', '6.67'), ('10.00', '3.33')$$, 'The period knows it part by part');

-- Amended: what goes back goes back with its discount, what comes gets its own.
select results_eq($$select * from test.billed('YEAR')$$,
  $$values (date '2026-02-01', '1200.00', '120.00', '1080.00')$$, 'A year in advance');
select results_eq(
  $$select p.subtotal::text, p.discount::text, p.total::text
    from billing.preview_amendment(test.contract('YEAR'), '2026-05-15', test.seats('YEAR', 20)) as p$$,
  $$values ('861.37', '86.14', '775.23')$$, 'More seats are previewed with their discount');
select results_eq(
  $$select r.subtotal::text, r.discount::text, r.total::text from billing.amend_contract(
    test.contract('YEAR'), '2026-05-15', test.seats('YEAR', 20), invoice_now => true) as r$$,
  $$values ('861.37', '86.14', '775.23')$$, 'and invoiced as they were previewed');
select results_eq(
  $$select item.amount::text, item.discount::text from billing.invoice_items as item
    join billing.invoices as i on i.id = item.invoice_id
    where i.contract_id = test.contract('YEAR') and i.billing_type = 'adjustment'
    order by item.amount$$,
  $$values ('-861.37', '-86.14'), ('1722.74', '172.28')$$,
  'The credit takes back what was given on it');
select lives_ok($$select billing.amend_contract(test.contract('YEAR'), '2026-05-16',
  test.seats('YEAR', 10), invoice_now => true)$$, 'A day later back');
select is((select sum(i.total) from billing.invoices as i
    where i.contract_id = test.contract('YEAR')),
  round(0.9 * (1200 + 100 * 12 / 365.0), 2),
  'The year costs what it costs, and one day of ten more');
