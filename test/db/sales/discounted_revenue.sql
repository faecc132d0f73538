-- Recurring discounts lower recurring revenue while they hold, and renewals carry them on.
select test.provision('acme', '2026-01-15T12:00:00Z');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.product(name text) returns uuid language sql security definer as $$
  select p.id from catalog.products as p where p.name = product.name $$;
create function test.discount(name text) returns uuid language sql security definer as $$
  select d.id from catalog.discounts as d where d.name = discount.name $$;
create function test.given(number text, name text) returns uuid language sql security definer as $$
  select d.id from sales.contract_discounts as d
  where d.contract_id = test.contract(number) and d.name = given.name
  order by d.redeemed_at desc, d.id desc limit 1 $$;
create function test.line(product text, price numeric)
  returns sales.contract_line_input language sql as $$
  select jsonb_populate_record(null::sales.contract_line_input, jsonb_build_object(
    'product_id', test.product(product), 'quantity', 1, 'unit_price', price)) $$;
create function test.own(percent numeric, amount numeric default null, duration text default null,
    months int default null, reason text default 'Loyal', starts_on date default null)
  returns sales.contract_discount_input language sql as $$
  select (null, null, percent, amount, duration, months, starts_on, reason)
    ::sales.contract_discount_input $$;
create function test.sign(number text, discounts sales.contract_discount_input[] default null,
    coupons text[] default null, status text default 'active', frequency text default 'monthly',
    currency text default 'USD', starts date default '2026-02-01', ends date default '2027-01-31')
  returns uuid language sql as $$
  select c.id from sales.create_contract(test.account('Acme'), starts, ends,
    contract_number => number, lines => array[test.line('CRM', 100), test.line('Support', 50)],
    billing_frequency => frequency, currency => currency, discounts => discounts,
    coupon_codes => coupons, status => status) as c $$;
create function test.mrr(number text, on_date date) returns numeric language sql security definer
  as $$ select trim_scale(coalesce(sum(m.amount), 0)) from sales.mrr_movements as m
  where m.contract_id = test.contract(number) and m.effective_date <= on_date $$;
grant execute on all functions in schema test to public;
select test.as('sales', 'acme');
select customers.create_account('Acme');
select catalog.create_product(name) from unnest('{CRM,Support}'::text[]) as name;
select catalog.create_discount('Ten', percent => 10, code => 'TEN');
select catalog.create_discount('Year', percent => 20, duration_months => 12);
select catalog.create_discount('For CRM', percent => 50, duration => 'forever',
  product_ids => array[test.product('CRM')]);
select test.sign('T1', coupons => '{ten}');
select test.sign('A', array[test.own(5), test.own(20, null, 'repeating', 12)]);

-- Recurring revenue: 150 a month before discounts.
select is(test.mrr('T1', '2026-02-01'), 150::numeric, 'What is given once moves no revenue');
select is(test.mrr('A', '2026-02-01'), 114::numeric, '5 percent, then 20 of what is left, do');
select test.sign('M', frequency => 'quarterly');
select is(test.mrr('M', '2026-02-01'), 150::numeric, 'A contract without any');
select lives_ok($$select sales.apply_discount(test.contract('M'), amount => 90, reason => 'x',
  duration_months => 3, starts_on => '2026-03-01')$$, 'gets 90 off a quarter''s invoice:');
select results_eq(
  $$select d, test.mrr('M', d) from unnest('{2026-02-28,2026-03-01,2026-05-31,2026-06-01}'::date[]) as d$$,
  $$values (date '2026-02-28', 150::numeric), ('2026-03-01', 120), ('2026-05-31', 120),
    ('2026-06-01', 150)$$, '30 a month, while it holds');
select results_eq(
  $$select l.description, trim_scale(sum(m.amount)) from sales.mrr_movements as m
    join sales.contract_lines as l on l.id = m.line_id
    where m.contract_id = test.contract('M') and m.effective_date = '2026-03-01' group by 1 order by 1$$,
  $$values ('CRM', -20::numeric), ('Support', -10)$$, 'split over the lines by their price');
select results_eq($$select distinct m.kind, m.source from sales.mrr_movements as m
    where m.contract_id = test.contract('M') and m.effective_date = '2026-03-01'$$,
  $$values ('contraction', 'discount')$$, 'That is a contraction by a discount');
select lives_ok($$select sales.apply_discount(test.contract('M'), test.discount('For CRM'))$$,
  'Half of one product');
select results_eq(
  $$select d, test.mrr('M', d) from unnest('{2026-02-28,2026-03-01,2026-06-01}'::date[]) as d$$,
  $$values (date '2026-02-28', 100::numeric), ('2026-03-01', 80), ('2026-06-01', 100)$$,
  'lowers that line alone, after the one before');
select lives_ok($$select sales.end_discount(test.contract('M'), test.given('M', 'For CRM'),
  '2026-04-01')$$, 'It may end on a day to come,');
select results_eq(
  $$select d, test.mrr('M', d) from unnest('{2026-03-31,2026-04-01}'::date[]) as d$$,
  $$values (date '2026-03-31', 80::numeric), ('2026-04-01', 120)$$, 'which is an expansion');
select lives_ok($$select sales.end_discount(test.contract('M'), test.given('M', 'For CRM'))$$,
  'or after all today');
select is(test.mrr('M', '2026-03-01'), 120::numeric, 'as if it had never been');
select test.sign('F', array[test.own(100, null, 'repeating', 3)], starts => '2026-02-01');
select results_eq(
  $$select m.effective_date, trim_scale(sum(m.amount)) from sales.mrr_movements as m
    where m.contract_id = test.contract('F') group by 1 order by 1$$,
  $$values (date '2026-05-01', 150::numeric)$$, 'Three months free are no revenue');
select test.sign('D', array[test.own(10)], status => 'draft');
select is(test.mrr('D', '2026-03-01'), 0::numeric, 'Nor is a draft');
select lives_ok($$select sales.activate_contract(test.contract('D'))$$, 'until it is active');
select is(test.mrr('D', '2026-03-01'), 135::numeric, 'less its discount');
select lives_ok($$select billing.amend_contract(test.contract('D'), '2026-02-01', array[(
    (select l.id from sales.contract_lines as l where l.contract_id = test.contract('D')
      and l.description = 'CRM'), 2, null, null, null, null)::sales.contract_change_input])$$,
  'An amendment of it');
select results_eq(
  $$select a.mrr_before, a.mrr_after from sales.amendments as a
    where a.contract_id = test.contract('D')$$,
  $$values (135::numeric, 225::numeric)$$, 'moves what is left after discounts');

-- Renewed: what holds for ever, and what is left of what repeats.
select test.sign('R', array[test.own(10), test.own(20, null, 'repeating', 5), test.own(5, null,
  'repeating', 3), test.own(null, 1000)], '{ten}', ends => '2026-04-30');
select lives_ok($$select sales.renew_contract(test.contract('R'))$$, 'A contract renews with');
select results_eq(
  $$select d."position", d.percent::numeric, d.valid, p.id = d.predecessor_discount_id
    from sales.contract_discounts as d
    join sales.contract_discounts as p on p.id = d.predecessor_discount_id
    where d.contract_id = test.contract('R-R1') order by 1$$,
  $$values (1, 10::numeric, daterange('2026-02-01', null), true),
    (2, 20, daterange('2026-02-01', '2026-07-01'), true)$$,
  'the discount for ever and two months of five');
select results_eq(
  $$select d, test.mrr('R', d) + test.mrr('R-R1', d)
    from unnest('{2026-04-30,2026-05-01,2026-06-30,2026-07-01}'::date[]) as d$$,
  $$values (date '2026-04-30', 102.6), ('2026-05-01', 108), ('2026-06-30', 108), ('2026-07-01', 135)$$,
  'Revenue follows them');

-- Movements add up to the revenue of each day, by any road.
select test.root('acme');
select is_empty(
  $$select c.contract_number, d from sales.contracts as c
    cross join generate_series(date '2026-02-01', '2026-09-01', '1 month') as d
    where c.activated_at is not null and c.end_date >= d::date and c.start_date <= d::date
      and c.predecessor_contract_id is null
      and test.mrr(c.contract_number, d::date) <> sales.mrr_of(c.id, d::date)$$,
  'The movements add up to the revenue');
