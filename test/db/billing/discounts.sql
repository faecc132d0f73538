-- What discounts of contracts take off items, what is written down of it, and what goes back.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.account() returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = 'Acme' $$;
create function test.product(name text) returns uuid language sql security definer as $$
  select p.id from catalog.products as p where p.name = product.name $$;
create function test.discount(name text) returns uuid language sql security definer as $$
  select d.id from catalog.discounts as d where d.name = discount.name $$;
create function test.invoice(number text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i where i.invoice_number = number $$;
create function test.redeemed(name text) returns int language sql security definer as $$
  select d.redemptions_count from catalog.discounts as d where d.name = redeemed.name $$;
create function test.own(percent numeric, amount numeric default null, duration text default null,
    months int default null, starts_on date default null)
  returns sales.contract_discount_input language sql as $$
  select (null, null, percent, amount, duration, months, starts_on, 'x')
    ::sales.contract_discount_input $$;
create function test.sign(number text, discounts sales.contract_discount_input[] default null,
    coupons text[] default null, in_advance boolean default true, seats int default 10)
  returns uuid language sql security definer as $$
  select c.id from sales.create_contract(test.account(), '2026-02-01', '2027-01-31',
    contract_number => number, seat_count => seats, seat_price => 10, product_id => test.product('CRM'),
    billing_frequency => 'monthly', billing_in_advance => in_advance, discounts => discounts,
    coupon_codes => coupons) as c $$;
-- Invoices of one line each, of these nets and days.
create function test.taken(number text, nets numeric[], days date[], first_days date[] default null)
  returns table (invoice int, place int, amount text) language sql security definer as $$
  with items as materialized (
    select n, uuidv7() as id, net, day, coalesce(first_day, day) as first_day
    from unnest(nets, days, first_days) with ordinality as i (net, day, first_day, n)
  )
  select i.n, d."position", d.amount::text
  from items as i
  join billing.discount_items(array(
    select (i.id, i.id, test.contract(number), test.product('CRM'), i.net, 'USD', i.day,
      i.first_day, null, null)
      ::billing.discountable from items as i order by i.n)) as d on d.item_id = i.id
  order by 1, 2 $$;
-- Bills a contract's month and takes what its discounts take off one line of that net.
create function test.use(number text, invoice_number text, net numeric)
  returns numeric language plpgsql security definer as $$
declare
  v_taken billing.item_discount[] := array(
    select d from billing.invoice_items as item
    join billing.invoices as i on i.id = item.invoice_id
    cross join lateral billing.discount_items(array[(item.id, i.id, test.contract(number),
      item.product_id, use.net, i.currency, i.issue_date, i.issue_date, null, null
      )::billing.discountable]) as d
    where i.invoice_number = use.invoice_number);
begin
  perform billing.use_discounts(v_taken);
  update billing.billed_periods as b
  set granted = array(
    select (d.id, d.name, d.percent, 0, t.reach, t.amount, t.amount)::billing.granted_discount
    from unnest(v_taken) as t
    join sales.contract_discounts as d on d.id = t.contract_discount_id
    order by t."position")
  from billing.invoices as i
  where i.invoice_number = use.invoice_number and b.invoice_id = i.id;
  return (select sum(t.amount) from unnest(v_taken) as t);
end $$;
create function test.left(number text)
  returns table (place int, remaining text, is_used boolean) language sql security definer as $$
  select d."position", d.remaining_amount::text, d.is_used from sales.contract_discounts as d
  where d.contract_id = test.contract(number) order by 1 $$;
create function test.mixed(product text, on_contract text) returns numeric language sql security definer
  as $$ select sum(d.amount) from billing.discount_items(array[
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000003',
      test.contract('PRODUCTS'), test.product('CRM'), 100, 'USD', '2026-02-01',
      '2026-02-01', null, null),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000003',
      test.contract(on_contract), test.product(product), 100, 'USD', '2026-02-01',
      '2026-02-01', null, null)
    ]::billing.discountable[]) as d $$;
grant execute on all functions in schema test to public;
select test.as('sales', 'acme');
select customers.create_account('Acme');
select catalog.create_product(name) from unnest('{CRM,Mail}'::text[]) as name;
select catalog.create_discount('Ten', percent => 10, code => 'TEN');

-- In order, each on what is left; nothing falls below zero.
select test.sign('ORDER', array[test.own(10), test.own(null, 25, 'forever'), test.own(50)]);
select results_eq($$select * from test.taken('ORDER', '{100}', '{2026-02-01}')$$,
  $$values (1, 1, '10.00'), (1, 2, '25.00'), (1, 3, '32.50')$$, 'Each takes what is left');
select results_eq($$select * from test.taken('ORDER', '{20}', '{2026-02-01}')$$,
  $$values (1, 1, '2.00'), (1, 2, '18.00')$$, 'until nothing is');
select is_empty($$select * from test.taken('ORDER', '{0,-50}', '{2026-02-01,2026-02-01}')$$,
  'Credits get nothing');
select is_empty($$select * from test.taken('ORDER', '{100}', '{2026-01-31}')$$,
  'nor does what begins before they hold');

-- Once.
select test.sign('ONCE', array[test.own(10, duration => 'once'), test.own(null, 100)]);
select results_eq(
  $$select * from test.taken('ONCE', '{60,60,60}', '{2026-02-01,2026-03-01,2026-04-01}')$$,
  $$values (1, 1, '6.00'), (1, 2, '54.00'), (2, 2, '46.00')$$,
  'A percentage holds for the first invoice, an amount carries its remainder to the next');
select results_eq(
  $$select * from test.taken('ONCE', '{60,60,60}', '{2026-04-01,2026-02-01,2026-03-01}')$$,
  $$values (2, 1, '6.00'), (2, 2, '54.00'), (3, 2, '46.00')$$, 'by their days, however they come');
select results_eq($$select * from test.taken('ONCE', '{0,60}', '{2026-02-01,2026-03-01}')$$,
  $$values (2, 1, '6.00'), (2, 2, '54.00')$$, 'The first of which something can be taken');

-- Repeating.
select test.sign('MONTHS', array[test.own(10, null, 'repeating', 2),
  test.own(null, 70, 'repeating', 3)]);
select results_eq($$select * from test.taken('MONTHS', '{50,100,100,100}',
    '{2026-02-01,2026-03-01,2026-04-01,2026-05-01}')$$,
  $$values (1, 1, '5.00'), (1, 2, '45.00'), (2, 1, '10.00'), (2, 2, '70.00'), (3, 2, '70.00')$$,
  'For so many months, by their days; an amount is taken anew and carries nothing');
select test.sign('ARREARS', array[test.own(10, null, 'repeating', 2)], in_advance => false);
select results_eq($$select * from test.taken('ARREARS', '{100,100,100}',
    '{2026-03-01,2026-04-01,2026-05-01}', '{2026-02-01,2026-03-01,2026-04-01}')$$,
  $$values (1, 1, '10.00'), (2, 1, '10.00')$$,
  'In arrears February is billed in March, and is the first month all the same');

-- For some products alone, and for a contract alone.
select test.as('admin', 'acme');
select catalog.create_discount('CRM', percent => 10, product_ids => array[test.product('CRM')]);
select sales.apply_discount(test.sign('PRODUCTS'), test.discount('CRM'));
select is(test.mixed('CRM', 'PRODUCTS'), 20.00, 'Both lines of the product');
select is(test.mixed('Mail', 'PRODUCTS'), 10.00, 'one of another gets nothing');
select is(test.mixed(null, 'PRODUCTS'), 10.00, 'nor one of none');
select test.sign('PLAIN');
select is(test.mixed('CRM', 'PLAIN'), 10.00, 'nor one of another contract on the same invoice');

-- Used and given back.
select test.sign('USED');
select billing.generate_invoice(test.contract('USED'), '2026-02-01', '2026-02-28');
select billing.generate_invoice(test.contract('USED'), '2026-03-01', '2026-03-31');
select billing.generate_invoice(test.contract('USED'), '2026-04-01', '2026-04-30');
select sales.apply_discount(test.contract('USED'), percent => 10, duration => 'once', reason => 'x');
select sales.apply_discount(test.contract('USED'), amount => 130, reason => 'x');
select sales.apply_discount(test.contract('USED'), code => 'TEN');
select is(test.use('USED', 'INV-2026-001', 100), 100.00, 'The first invoice takes all');
select results_eq($$select * from test.left('USED')$$,
  $$values (1, null, true), (2, '40.00', true), (3, null, false)$$,
  'the rest of an amount is left, and a coupon that came too late');
select is(test.use('USED', 'INV-2026-002', 100), 46.00, 'The second takes the rest, and the coupon');
select results_eq(
  $$select d."position", d.name, d.amount::text from billing.item_discounts as d
    join billing.invoice_items as item on item.id = d.invoice_item_id
    where item.invoice_id = test.invoice('INV-2026-002') order by 1$$,
  $$values (2, 'Discount', '40.00'), (3, 'Ten', '6.00')$$, 'which is written down with the item');
select results_eq($$select * from test.left('USED')$$,
  $$values (1, null, true), (2, '0.00', true), (3, null, true)$$, 'Now all is spent');
select lives_ok($$select billing.void_invoice(test.invoice('INV-2026-001'), 'Wrong')$$, 'A void');
select results_eq($$select * from test.left('USED')$$,
  $$values (1, null, false), (2, '90.00', true), (3, null, true)$$, 'gives back what it took');
select isnt_empty($$select * from billing.item_discounts as d
    join billing.invoice_items as item on item.id = d.invoice_item_id
    where item.invoice_id = test.invoice('INV-2026-001') and d.returned_at is not null$$,
  'and still shows it');
select lives_ok(
  $$select billing.remove_invoice_item(i.id, item.id) from billing.invoices as i
    join billing.invoice_items as item on item.invoice_id = i.id
    where i.invoice_number = 'INV-2026-002'$$, 'So does an item that is taken off');
select results_eq($$select * from test.left('USED')$$,
  $$values (1, null, false), (2, '130.00', false), (3, null, false)$$, 'Nothing is used');
select test.use('USED', 'INV-2026-003', 100);
select test.root('acme');
update tenancy.tenants set clock_at = '2026-04-01T12:00:00Z' where slug = 'acme';
select test.as('admin', 'acme');
select billing.finalize_invoice(test.invoice('INV-2026-003'));
select lives_ok($$select billing.create_credit_note(test.invoice('INV-2026-003'), 'Part', array[(
  (select id from billing.invoice_items where invoice_id = test.invoice('INV-2026-003')), 1)
    ::billing.credit_note_line_input])$$, 'A part that is credited');
select results_eq($$select remaining from test.left('USED') where place = 2$$, $$values ('40.00')$$,
  'gives no discount back');
select lives_ok($$select billing.create_credit_note(test.invoice('INV-2026-003'), 'All')$$,
  'All of it');
select results_eq($$select * from test.left('USED')$$,
  $$values (1, null, false), (2, '130.00', false), (3, null, false)$$, 'does, once');
select is(test.redeemed('Ten'), 1, 'A contract''s coupon is still redeemed');
select results_eq(
  $$select d.is_used from sales.end_discount(test.contract('USED'), (select id
    from sales.contract_discounts where contract_id = test.contract('USED') and code = 'TEN')) as d$$,
  'values (false)', 'and ends unused,');
select is(test.redeemed('Ten'), 0, 'so that the account may have it again');

-- Who else.
select test.as('finance', 'acme');
select isnt_empty('select * from billing.item_discounts', 'Finance reads what discounts took');
select throws_ok('select billing.use_discounts(null)', '42501', null, 'Nobody uses them by hand');
select throws_ok('select billing.undo_pieces(null)', '42501', null, 'nor gives them back');
select throws_ok('select billing.discount_items(null)', '42501', null, 'nor works them out');
select test.as('admin', 'other');
select is_empty('select * from billing.item_discounts', 'A stranger sees none');
