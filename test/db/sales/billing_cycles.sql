-- A tenant names its own schedules; contracts copy them. Periods are counted from an anchor, by the
-- contract's start or by the calendar, and stubs share the whole period around them.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other');
create function test.cycle(name text) returns uuid language sql security definer as $$
  select b.id from sales.billing_cycles as b where b.name = cycle.name $$;
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.sign(number text, starts date, ends date, frequency text default null,
    cycle text default null, alignment text default null, day int default null,
    in_advance boolean default null) returns text language sql as $$
  select c.contract_number from sales.create_contract((select id from customers.accounts), starts,
    ends, contract_number => number, seat_count => 1, seat_price => 100,
    billing_frequency => frequency, billing_cycle_id => test.cycle(cycle),
    billing_alignment => alignment, billing_day => day, billing_in_advance => in_advance) as c $$;
create function test.starts(number text) returns setof text language sql as $$
  select concat_ws(' ', s.period_start, s.bill_on, s.amount)
  from billing.contract_schedule(test.contract(number)) as s order by s.period_start $$;
grant execute on all functions in schema test to public;

select test.as('finance', 'acme');
select lives_ok($$insert into sales.billing_cycles (name, interval_months, alignment, in_advance,
    bill_day, description)
  values ('Thirds', 4, 'calendar', true, null, 'Three times a year'),
    ('Thirds from the 15th', 4, 'calendar', true, 15, null),
    ('Two months', 2, 'anniversary', false, null, null), ('Five months', 5, 'calendar', true, 31,
      null), ('Two years', 24, 'calendar', true, null, null)$$, 'Finance names schedules');
select throws_ok($$insert into sales.billing_cycles (name, interval_months) values ('Thirds', 3)$$,
  '23505', null, 'each once,');
select throws_ok($$insert into sales.billing_cycles (name, interval_months) values ('Never', 37)$$,
  '23514', null, 'of three years at most,');
select throws_ok($$insert into sales.billing_cycles (name, interval_months, bill_day)
  values ('Never', 1, 32)$$, '23514', null, 'on a day that some month has,');
select throws_ok($$insert into sales.billing_cycles (name, interval_months, alignment)
  values ('Never', 1, 'lunar')$$, '23514', null, 'by the start or by the calendar');
select throws_ok($$insert into sales.billing_cycles (name, interval_months) values (' ', 1)$$,
  '23514', null, 'with a name');
select throws_ok($$delete from sales.billing_cycles$$, '42501', null,
  'They are deleted by the command alone');

-- By the calendar.
select test.as('sales', 'acme');
select customers.create_account('Acme');
select test.sign('Q', '2026-02-10', '2026-12-31', 'quarterly', alignment => 'calendar');
select results_eq($$select * from test.starts('Q')$$,
  $$values ('2026-02-10 2026-02-10 166.67'), ('2026-04-01 2026-04-01 300.00'),
    ('2026-07-01 2026-07-01 300.00'), ('2026-10-01 2026-10-01 300.00')$$,
  'Calendar quarters: 50 of 90 days first');
select test.sign('Q15', '2026-02-10', '2026-09-30', 'quarterly', alignment => 'calendar',
  day => 15);
select results_eq($$select * from test.starts('Q15')$$,
  $$values ('2026-02-10 2026-02-10 213.33'), ('2026-04-15 2026-04-15 300.00'),
    ('2026-07-15 2026-07-15 254.35')$$, 'from the 15th: 64 of 90 days, and 78 of 92 last');
select test.sign('H', '2026-05-01', '2027-04-30', 'semi_annual', alignment => 'calendar');
select results_eq($$select * from test.starts('H')$$,
  $$values ('2026-05-01 2026-05-01 202.21'), ('2026-07-01 2026-07-01 600.00'),
    ('2027-01-01 2027-01-01 397.79')$$, 'Half-years: 61 of 181 days, 120 of 181');
select test.sign('HA', '2026-05-01', '2027-04-30', 'semi_annual');
select results_eq($$select * from test.starts('HA')$$,
  $$values ('2026-05-01 2026-05-01 600.00'), ('2026-11-01 2026-11-01 600.00')$$,
  'From the start there are no stubs');
select test.sign('QM', '2026-01-31', '2027-01-30', 'quarterly', in_advance => false);
select results_eq($$select * from test.starts('QM')$$,
  $$values ('2026-01-31 2026-04-30 300.00'), ('2026-04-30 2026-07-31 300.00'),
    ('2026-07-31 2026-10-31 300.00'), ('2026-10-31 2027-01-31 300.00')$$,
  'A month''s end never drifts, in arrears either');
select test.sign('M15', '2026-01-01', '2026-02-26', 'monthly', day => 15);
select results_eq($$select * from test.starts('M15')$$,
  $$values ('2026-01-01 2026-01-01 45.16'), ('2026-01-15 2026-01-15 100.00'),
    ('2026-02-15 2026-02-15 42.86')$$, 'Cycle day 15: 14/31, a whole, 12/28');
select test.sign('M31', '2026-04-10', '2026-07-31', 'monthly', day => 31);
select results_eq($$select * from test.starts('M31')$$,
  $$values ('2026-04-10 2026-04-10 66.67'), ('2026-04-30 2026-04-30 100.00'),
    ('2026-05-31 2026-05-31 100.00'), ('2026-06-30 2026-06-30 100.00'),
    ('2026-07-31 2026-07-31 3.23')$$, 'Cycle day 31 is the last of shorter months');

-- By a cycle.
select test.sign('T', '2026-02-01', '2027-01-31', cycle => 'Thirds');
select results_eq($$select * from test.starts('T')$$,
  $$values ('2026-02-01 2026-02-01 296.67'), ('2026-05-01 2026-05-01 400.00'),
    ('2026-09-01 2026-09-01 400.00'), ('2027-01-01 2027-01-01 103.33')$$,
  'Four months by the calendar: 89 of 120 days, 31 of 120');
select results_eq($$select c.billing_frequency, c.billing_cycle_id = test.cycle('Thirds'),
    c.billing_months, c.billing_alignment, c.billing_in_advance, c.billing_anchor
  from sales.contracts as c where c.contract_number = 'T'$$,
  $$values ('custom', true, 4, 'calendar', true, date '2026-01-01')$$,
  'The contract copies its cycle');
select test.sign('T15', '2026-01-10', '2026-05-14', 'custom', 'Thirds from the 15th');
select results_eq($$select * from test.starts('T15')$$,
  $$values ('2026-01-10 2026-01-10 16.39'), ('2026-01-15 2026-01-15 400.00')$$,
  'with its day: 5 of 122 days first');
select test.sign('2M', '2026-03-31', '2026-08-30', cycle => 'Two months');
select results_eq($$select * from test.starts('2M')$$,
  $$values ('2026-03-31 2026-05-31 200.00'), ('2026-05-31 2026-07-31 200.00'),
    ('2026-07-31 2026-08-31 101.64')$$,
  'Two months from the start, in arrears; the last is cut: 31 of 61 days');
select test.sign('5M', '2026-07-01', '2027-06-30', cycle => 'Five months');
select results_eq($$select billing_anchor from sales.contracts where contract_number = '5M'$$,
  $$values (date '2025-01-31')$$, 'Five months from the 31st count from a month that has it');
select test.sign('5N', '2027-03-01', '2027-12-31', cycle => 'Five months');
select results_eq(
  $$select substr(s, 1, 10) from test.starts('5M') as s where s > '2027-03-02'
    intersect select substr(s, 1, 10) from test.starts('5N') as s where s < '2027-07'$$,
  $$select substr(s, 1, 10) from test.starts('5M') as s where s > '2027-03-02'$$,
  'Contracts of one cycle share their periods');
select test.sign('2Y', '2027-02-01', '2028-12-31', cycle => 'Two years');
select results_eq($$select * from test.starts('2Y')$$,
  $$values ('2027-02-01 2027-02-01 1098.08'), ('2028-01-01 2028-01-01 1201.64')$$,
  'Two years from an even one: 334 of 730 days, and 366 of 731');
select test.sign('O', '2026-02-01', '2026-09-30', cycle => 'Thirds', in_advance => false,
  alignment => 'anniversary', day => 20);
select results_eq($$select c.billing_months, c.billing_alignment, c.billing_in_advance,
    c.billing_day, c.billing_anchor from sales.contracts as c where c.contract_number = 'O'$$,
  $$values (4, 'anniversary', false, 20, date '2026-01-20')$$,
  'What is said beside a cycle goes before it');

-- Refusals.
select throws_ok($$select test.sign('X', '2026-02-01', '2027-01-31', 'custom')$$, 'INPUT',
  'Name the billing cycle.', 'custom needs its cycle');
select throws_ok($$select test.sign('X', '2026-02-01', '2027-01-31', 'annual', 'Thirds')$$,
  'INPUT', 'A billing cycle is for the frequency custom.', 'and the cycle custom');
select throws_ok($$select test.sign('X', '2026-02-01', '2027-01-31', 'weekly')$$, 'INPUT', null,
  'An unknown frequency is refused');
select throws_ok($$select test.sign('X', '2026-02-01', '2027-01-31', alignment => 'lunar')$$,
  'INPUT', null, 'and an unknown alignment');
select throws_ok($$select test.sign('X', '2026-02-01', '2027-01-31', day => 0)$$, 'INPUT', null,
  'and a day that no month has');
select throws_ok($$select sales.create_contract((select id from customers.accounts), '2026-02-01',
    '2027-01-31', seat_count => 1, seat_price => 1, billing_cycle_id => uuidv7())$$, 'NOTFD',
  'No billing cycle has this id.', 'and an unknown cycle');

-- Changes and ends.
select results_eq($$update sales.billing_cycles set interval_months = 3, description = 'Quarters now'
  where name = 'Thirds' returning interval_months$$, 'values (3)', 'Sales changes a cycle;');
select results_eq($$select billing_months from sales.contracts where contract_number = 'T'$$,
  'values (4)', 'what is signed stays');
select results_eq($$select r.billing_months, r.billing_cycle_id = test.cycle('Thirds'),
    r.billing_anchor from sales.renew_contract(test.contract('T')) as r$$,
  $$values (4, true, date '2026-01-01')$$, 'and renews as it was');
select results_eq($$select b.active from sales.delete_billing_cycle(test.cycle('Thirds')) as b$$,
  'values (false)', 'A cycle in use is archived');
select throws_ok($$select test.sign('X', '2026-02-01', '2027-01-31', cycle => 'Thirds')$$,
  'INPUT', 'The billing cycle is archived.', 'and taken no more');
select lives_ok($$update sales.billing_cycles set active = true where name = 'Thirds'$$,
  'until it is brought back');
select lives_ok($$insert into sales.billing_cycles (name, interval_months) values ('Unused', 1)$$,
  'Another is made');
select lives_ok($$select sales.delete_billing_cycle(test.cycle('Unused'))$$,
  'as no contract names it, it is deleted');
select is(test.cycle('Unused'), null, 'and gone');
select throws_ok($$select sales.delete_billing_cycle(uuidv7())$$, 'NOTFD', null,
  'An unknown one is not found');

select test.as('viewer', 'acme');
select is((select count(*) from sales.billing_cycles), 5::bigint, 'A viewer reads them');
select throws_ok($$insert into sales.billing_cycles (name, interval_months) values ('V', 1)$$,
  '42501', null, 'and names none');
select throws_ok($$update sales.billing_cycles set name = 'V'$$, '42501', null, 'changes none');
select throws_ok($$select sales.delete_billing_cycle(test.cycle('Thirds'))$$, '42501', null,
  'and deletes none');
select test.as('admin', 'other');
select is_empty('select * from sales.billing_cycles', 'A stranger sees none');
select throws_ok($$select sales.delete_billing_cycle(test.cycle('Thirds'))$$, 'NOTFD', null,
  'and deletes none');
