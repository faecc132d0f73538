-- Who pays for others gets one invoice; who shares a contract bears a part of each charge; what a
-- minimum lacks is billed; each item is taxed where it serves.
select test.provision('acme', '2026-01-15T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.agree(account text, number text, seats numeric, price numeric,
    frequency text default 'monthly', starts date default '2026-02-01') returns uuid
  language sql as $$
  select (sales.create_contract(test.account(account), starts, '2027-01-31',
    contract_number => number, seat_count => seats, seat_price => price,
    billing_frequency => frequency)).id $$;
create function test.printed() returns table (number text, payer text, served text, "position" int,
    amount numeric, tax numeric)
  language sql security definer as $$
  select i.invoice_number, payer.account_name, served.account_name, item."position",
    item.amount::numeric, item.tax::numeric
  from billing.invoices as i
  join billing.invoice_items as item on item.invoice_id = i.id
  join customers.accounts as payer on payer.id = i.account_id
  join customers.accounts as served on served.id = item.account_id
  order by i.invoice_number, item."position" $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'acme');
select customers.create_account('Group');
select customers.create_account('Zeta', parent_account_id => test.account('Group'),
  payer => 'parent');
select customers.create_account('Alpha', parent_account_id => test.account('Group'),
  payer => 'parent');
select customers.create_account('Proud', parent_account_id => test.account('Group'));
select test.agree('Zeta', 'CTR-Z', 10, 10);
select test.agree('Alpha', 'CTR-A', 5, 10);
select test.agree('Group', 'CTR-G', 1, 10);
select test.agree('Proud', 'CTR-P', 2, 10);
select test.as('finance', 'acme');
select customers.set_address(test.account('Zeta'), 'billing',
  ('Street 1', null, 'Austin', 'TX', '78701', 'US'));
select customers.set_address(test.account('Group'), 'billing',
  ('Street 2', null, 'Portland', 'OR', '97201', 'US'));
select tax.add_tax_registration('US-TX', '1', '2020-01-01');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-02-01T17:00:00Z');
select results_eq('select * from test.printed()', $$values
  ('INV-2026-001', 'Group', 'Group', 1, 10.00, 0.00),
  ('INV-2026-001', 'Group', 'Alpha', 2, 50.00, 0.00),
  ('INV-2026-001', 'Group', 'Zeta', 3, 100.00, 6.25),
  ('INV-2026-002', 'Proud', 'Proud', 1, 20.00, 0.00)$$,
  'One invoice for those whose parent pays, its own part first, taxed where each item serves');
select results_eq(
  $$select t.name, t.rate::numeric, t.treatment, t.taxable::numeric, t.amount::numeric
    from billing.item_taxes as t order by t.amount desc limit 1$$,
  $$values ('Texas', 6.25, 'standard', 100.00, 6.25)$$, 'The tax says where and how much');
select results_eq(
  $$select contract_id, currency, total::numeric, tax::numeric from billing.invoices
    where invoice_number = 'INV-2026-001'$$,
  $$values (null::uuid, 'USD', 166.25, 6.25)$$, 'and stands in the total');

-- A subsidiary that leaves keeps its past; one on hold is left out.
select test.as('finance', 'acme');
update customers.accounts set payer = 'self' where account_name = 'Zeta';
select customers.hold_account(test.account('Alpha'), 'Late');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-03-01T17:00:00Z');
select results_eq($$select * from test.printed() where number > 'INV-2026-002'$$, $$values
  ('INV-2026-003', 'Group', 'Group', 1, 10.00, 0.00),
  ('INV-2026-004', 'Proud', 'Proud', 1, 20.00, 0.00),
  ('INV-2026-005', 'Zeta', 'Zeta', 1, 100.00, 6.25)$$,
  'Who leaves gets invoices of its own; who is on hold gets none');
select test.as('finance', 'acme');
select customers.release_account(test.account('Alpha'), 'Paid');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-03-02T17:00:00Z');
select results_eq($$select * from test.printed() where number > 'INV-2026-005'$$, $$values
  ('INV-2026-006', 'Group', 'Alpha', 1, 50.00, 0.00)$$, 'until it is released');

-- A shared contract: the seats of each, and the holder's what is left; who pays for itself gets an
-- invoice of its own.
select test.as('sales', 'acme');
select sales.create_contract(test.account('Group'), '2026-03-05', '2027-03-04',
  contract_number => 'CTR-S', seat_count => 10, seat_price => 9.99, billing_frequency => 'monthly',
  covered_accounts => array[(test.account('Zeta'), 3, null), (test.account('Proud'), 3, null)
    ]::sales.covered_account[]);
select sales.create_contract(test.account('Group'), '2026-03-05', '2027-03-04',
  contract_number => 'CTR-T', billing_frequency => 'monthly', lines => array[
    (null, null, 'Platform', 'flat', 1, null, 100, null, null, null, 'month', null, null, null,
      null, null)]::sales.contract_line_input[],
  covered_accounts => array[(test.account('Zeta'), null, 1), (test.account('Proud'), null, 1),
    (test.account('Group'), null, 1)]::sales.covered_account[]);
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-03-05T17:00:00Z');
select results_eq($$select * from test.printed() where number > 'INV-2026-006'$$, $$values
  ('INV-2026-007', 'Group', 'Group', 1, 39.96, 0.00),
  ('INV-2026-007', 'Group', 'Group', 2, 33.33, 0.00),
  ('INV-2026-008', 'Zeta', 'Zeta', 1, 29.97, 1.87),
  ('INV-2026-009', 'Proud', 'Proud', 1, 29.97, 0.00),
  ('INV-2026-010', 'Zeta', 'Zeta', 1, 33.34, 2.08),
  ('INV-2026-011', 'Proud', 'Proud', 1, 33.33, 0.00)$$, 'Each bears its part, to the cent');
select results_eq(
  $$select s.amount::numeric, s.quantity from billing.contract_schedule(test.contract('CTR-S')) as s
    where s.invoice_id is not null
    union all
    select s.amount::numeric, s.quantity from billing.contract_schedule(test.contract('CTR-T')) as s
    where s.invoice_id is not null
    order by 2, 1$$,
  'values (33.33, 0.333333), (33.33, 0.333333), (33.34, 0.333333), (29.97, 3::numeric), (29.97, 3),
    (39.96, 4)',
  'The days are billed once, to each payer his part');

-- A minimum: what its period lacks is one line on the day after.
select test.as('sales', 'acme');
select sales.create_contract(test.account('Proud'), '2026-03-10', '2026-05-09',
  contract_number => 'CTR-M', seat_count => 30, seat_price => 10, billing_frequency => 'monthly',
  minimum_commitment => (500, 'month'), auto_renew => false);
select lives_ok(
  $$select billing.amend_contract(test.contract('CTR-M'), '2026-04-10', array_agg(
      (l.id, 60, null, null, null, null)::sales.contract_change_input))
    from sales.contract_lines as l
    where l.contract_id = test.contract('CTR-M') and l.pricing_model = 'per_unit'$$,
  'Its seats grow');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-05-10T17:00:00Z');
select results_eq(
  $$select item.kind, item.service_period, item.amount::numeric
    from billing.invoice_items as item
    join sales.contract_lines as l on l.id = item.contract_line_id
    where l.contract_id = test.contract('CTR-M')
    order by item.kind desc, item.service_period$$,
  $$values ('true_up', daterange('2026-03-10', '2026-04-10'), 200.00),
    ('recurring', daterange('2026-03-10', '2026-04-10'), 300.00),
    ('recurring', daterange('2026-04-10', '2026-05-10'), 600.00)$$,
  'The shortfall is one line; above the minimum there is none');
select is_empty('select * from ledger.discrepancies', 'The books agree');
