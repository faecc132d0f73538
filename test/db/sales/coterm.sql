-- A contract may end with another of its family, and renews to the same day; lines that are added
-- end with their contract.
select test.provision('acme', '2026-05-15T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.sign(number text, starts date, ends date default null,
    beside text default null, account text default 'Acme', frequency text default 'monthly',
    auto_renew boolean default true)
  returns date language sql as $$
  select c.end_date from sales.create_contract(test.account(account), starts, ends,
    contract_number => number, seat_count => 10, seat_price => 10, billing_frequency => frequency,
    auto_renew => auto_renew, coterm_with_contract_id => test.contract(beside)) as c $$;
create function test.terms(pattern text) returns table (number text, starts date, ends date)
  language sql as $$
  select c.contract_number, c.start_date, c.end_date from sales.contracts as c
  where c.contract_number ~ pattern order by c.contract_number $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'acme');
select customers.create_account('Acme');
select customers.create_account('EMEA', parent_account_id => test.account('Acme'));
select customers.create_account('Other');
select test.sign('A', '2026-02-01', '2027-01-31', frequency => 'annual');
select is(test.sign('B', '2026-06-10', beside => 'A', account => 'EMEA'), date '2027-01-31',
  'A contract of a subsidiary ends with the group''s');
select is(test.sign('C', '2026-09-01', '2027-01-31', 'B'), date '2027-01-31',
  'The same day may be said');
select results_eq($$select sum(s.amount)::numeric from billing.contract_schedule(test.contract('B')) as s$$,
  $$values (770.97)$$, 'Its last month is cut: seven months, 22 days of 31');
select throws_ok($$select test.sign('X', '2026-06-10', '2027-02-28', 'A')$$, 'INPUT',
  'A ends on 2027-01-31; leave the end to it.', 'Another day is refused');
select throws_ok($$select test.sign('X', '2027-02-01', beside => 'A')$$, 'INPUT',
  'A ends on 2027-01-31, before this contract starts.', 'and a start after the end');
select throws_ok($$select test.sign('X', '2026-06-10', beside => 'A', account => 'Other')$$,
  'INPUT', 'That contract is of another family of accounts.', 'and a contract of strangers');
select throws_ok($$select sales.create_contract(test.account('Acme'), '2026-06-10',
    seat_count => 1, seat_price => 1, coterm_with_contract_id => uuidv7())$$, 'NOTFD',
  'No contract has this id.', 'and an unknown one');
select throws_ok($$select test.sign('X', '2026-06-10')$$, 'INPUT', 'Say on which day it ends.',
  'Somehow a contract ends');

-- Lines that are added end with the contract and share its periods.
select results_eq($$select l.kind, l.period_start, l.period_end, l.amount::numeric
    from billing.amend_contract(test.contract('A'), '2026-08-01', array[(null, null, null, null,
      null, jsonb_populate_record(null::sales.contract_line_input,
        '{"description": "Support", "unit_price": 30}'))::sales.contract_change_input]) as r
    cross join unnest(r.lines) as l$$,
  'select null::text, null::date, null::date, null::numeric where false',
  'A line for days that are not billed costs nothing yet');
select results_eq($$select l.start_date, l.end_date from sales.contract_lines as l
  where l.contract_id = test.contract('A') and l.description = 'Support'$$,
  $$values (date '2026-08-01', date '2027-01-31')$$, 'it ends with the contract');

-- A renews for a year, B and C with it; D's partner ends without renewal.
select test.sign('D', '2026-06-01', '2026-11-30', frequency => 'quarterly', auto_renew => false);
select test.sign('E', '2026-10-01', beside => 'D');
select test.as('admin', 'acme');
select tenancy.advance_clock('2027-02-02T12:00:00Z');
select results_eq($$select * from test.terms('^[ABC]-R')$$,
  $$values ('A-R1', date '2027-02-01', date '2028-01-31'), ('B-R1', '2027-02-01', '2028-01-31'),
    ('C-R1', '2027-02-01', '2028-01-31')$$, 'They renew to the same day');
select results_eq($$select * from test.terms('^E')$$,
  $$values ('E', date '2026-10-01', date '2026-11-30'), ('E-R1', '2026-12-01', '2027-01-31'),
    ('E-R2', '2027-02-01', '2027-03-31')$$,
  'What ended with a contract that is over renews for as long as it ran itself');
select test.as('sales', 'acme');
select results_eq($$select r.end_date from sales.renew_contract(test.contract('A-R1'), 3) as r$$,
  $$values (date '2029-01-31')$$, 'One is renewed early,');
select results_eq($$select r.end_date from sales.renew_contract(test.contract('C-R1')) as r$$,
  $$values (date '2029-01-31')$$, 'another follows by way of a third');
select test.as('admin', 'acme');
select tenancy.advance_clock('2028-02-02T12:00:00Z');
select results_eq($$select * from test.terms('-R2$') where number <> 'E-R2'$$,
  $$values ('A-R2', date '2028-02-01', date '2029-01-31'), ('B-R2', '2028-02-01', '2029-01-31'),
    ('C-R2', '2028-02-01', '2029-01-31')$$, 'and the rest when its day comes');
