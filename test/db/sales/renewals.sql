-- Contracts renew, expire and are cancelled on the day after their last; revenue moves with them.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.sign(number text, starts date, ends date, seats numeric default 10,
    auto_renew boolean default true, uplift numeric default 0, frequency text default 'annual',
    in_advance boolean default true)
  returns text language sql as $$
  select c.contract_number from sales.create_contract((select id from customers.accounts
      where account_name = 'Acme'), starts, ends, contract_number => number, seat_count => seats,
    seat_price => 10, billing_frequency => frequency, auto_renew => auto_renew,
    billing_in_advance => in_advance, renewal_uplift_percent => uplift) as c $$;
create function test.statuses() returns table (number text, status text, starts date, ends date)
  language sql as $$
  select c.contract_number, c.status, c.start_date, c.end_date from sales.contracts as c
  order by c.contract_number $$;
create function test.moves(number text) returns table (day date, kind text, amount numeric)
  language sql as $$
  select m.effective_date, m.kind, sum(m.amount) from sales.mrr_movements as m
  join sales.contracts as c on c.id = m.contract_id where c.contract_number = number
  group by 1, 2 having sum(m.amount) <> 0 order by 1, 2 $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'acme');
select customers.create_account('Acme', time_zone => 'Asia/Kolkata');
select test.sign('A', '2026-02-01', '2026-04-30', uplift => 5, frequency => 'monthly');
select test.sign('B', '2026-02-01', '2026-04-30', auto_renew => false, frequency => 'monthly',
  in_advance => false);
select test.sign('C', '2026-01-31', '2026-02-27', frequency => 'monthly');
select test.sign('D', '2026-02-01', '2026-04-30', frequency => 'monthly');
select test.sign('E', '2026-02-01', '2027-01-31');
select test.sign('F', '2026-02-01', '2026-04-30', frequency => 'monthly');

select throws_ok($$select billing.cancel_contract(test.contract('D'), ' ')$$, 'INPUT', null,
  'A cancellation says why');
select throws_ok($$select billing.cancel_contract(test.contract('D'), 'Wrong', '2026-01-31')$$,
  'INPUT',
  null, 'and lies in the term');
select results_eq(
  $$select c.status, c.auto_renew, c.cancelled_on, c.cancel_reason
    from billing.cancel_contract(test.contract('D'), 'Closes down') as c$$,
  $$values ('active', false, date '2026-05-01', 'Closes down')$$,
  'Notice leaves a contract in force until its end');
select throws_ok($$select billing.cancel_contract(test.contract('D'), 'Again')$$, 'TRANS', null,
  'Notice is given once');
select throws_ok($$select sales.renew_contract(test.contract('D'))$$, 'TRANS', null,
  'What is cancelled does not renew');
select results_eq(
  $$select r.contract_number, r.status, r.start_date, r.end_date, r.contract_value::numeric,
      r.predecessor_contract_id = test.contract('F')
    from sales.renew_contract(test.contract('F'), 10) as r$$,
  $$values ('F-R1', 'active', date '2026-05-01', date '2026-07-31', 330.00, true)$$,
  'Sales renews early, with an uplift of its own');
select throws_ok($$select sales.renew_contract(test.contract('F'))$$, 'TRANS',
  'The contract is renewed already.', 'once');
select throws_ok($$select sales.renew_contract(test.contract('A'), 101)$$, 'INPUT', null,
  'An uplift is at most 100 percent');
select throws_ok($$select billing.cancel_contract(test.contract('F'), 'Too late')$$, 'TRANS',
  'The contract is renewed; cancel the one that follows.', 'What is renewed is not cancelled');

select test.as('admin', 'acme');
select lives_ok($$select tenancy.advance_clock('2026-04-30T17:00:00Z')$$, 'April ends in London,');
select results_eq(
  $$select contract_number, start_date, end_date from sales.contracts
    where contract_number like 'C%' order by 1$$,
  $$values ('C', date '2026-01-31', date '2026-02-27'), ('C-R1', '2026-02-28', '2026-03-30'),
    ('C-R2', '2026-03-31', '2026-04-29'), ('C-R3', '2026-04-30', '2026-05-30')$$,
  'A month from the end of a month renews from end to end');
select is((select status from sales.contracts where contract_number = 'A'), 'active',
  'not yet in Kolkata');
select lives_ok($$select tenancy.advance_clock('2026-05-02T12:00:00Z')$$, 'and everywhere.');
select results_eq($$select * from test.statuses() where number !~ '^C'$$,
  $$values ('A', 'expired', date '2026-02-01', date '2026-04-30'),
    ('A-R1', 'active', '2026-05-01', '2026-07-31'),
    ('B', 'expired', '2026-02-01', '2026-04-30'),
    ('D', 'cancelled', '2026-02-01', '2026-04-30'),
    ('E', 'active', '2026-02-01', '2027-01-31'),
    ('F', 'expired', '2026-02-01', '2026-04-30'),
    ('F-R1', 'active', '2026-05-01', '2026-07-31')$$,
  'One renews, one expires, one was cancelled, one was renewed before');
select results_eq(
  $$select i.issue_date, i.total::numeric from billing.invoices as i
    where i.contract_id = test.contract('A-R1')$$,
  $$values (date '2026-05-01', 105.00)$$, 'The new term is billed on its first day,
  with the uplift');
select is((select count(*) from billing.invoices where contract_id = test.contract('B')), 3::bigint,
  'The last month in arrears is billed');
select results_eq(
  $$select e.type from events.events as e where e.object_id = test.contract('A-R1') order by e.id$$,
  $$values ('contract.created'), ('contract.activated'), ('contract.renewed')$$, 'It is announced');
select results_eq(
  $$select e.type from events.events as e where e.object_id = test.contract('D') order by e.id$$,
  $$values ('contract.created'), ('contract.activated'), ('contract.cancelled'),
    ('contract.expired')$$, 'and so is the end of the others');

-- Recurring revenue: renewed by the difference, lost by the end, never twice.
select results_eq($$select * from test.moves('A-R1')$$,
  $$values (date '2026-05-01', 'expansion', 5::numeric)$$, 'A renewal moves by its uplift alone');
select results_eq($$select * from test.moves('B')$$,
  $$values (date '2026-02-01', 'expansion', 100::numeric), ('2026-05-01', 'contraction', -100)$$,
  'What expires is lost');
select test.root('acme');
select results_eq(
  $$select sum(m.amount) from sales.mrr_movements as m where m.effective_date <= '2026-05-02'$$,
  $$select sum(sales.mrr_of(c.id, '2026-05-02')) from sales.contracts as c$$,
  'The movements add up to the revenue of the day');

-- Ended early.
select test.as('sales', 'acme');
select results_eq(
  $$select c.status, c.cancelled_on, c.end_date, c.contract_value::numeric
    from billing.cancel_contract(test.contract('E'), 'Merged', '2026-05-01', true) as c$$,
  $$values ('cancelled', date '2026-05-01', date '2027-01-31', 292.60)$$,
  'A contract ends at once on a day that has come');
select results_eq(
  $$select a.kind, a.amount::numeric from billing.adjustments as a
    where a.contract_id = test.contract('E')$$,
  $$values ('credit', -907.40)$$, 'and gives back what was billed beyond');
select results_eq($$select * from test.moves('E') where amount < 0$$,
  $$values (date '2026-05-01', 'contraction', -100::numeric)$$, 'Its revenue is gone');
select throws_ok($$select billing.cancel_contract(test.contract('E'), 'Again')$$, 'TRANS', null,
  'What is over is over');
select lives_ok($$select billing.cancel_contract(c.id, 'Leaves', '2026-05-10')
  from sales.contracts as c where c.status = 'active' and c.contract_number !~ '^C'$$,
  'Others end on a day to come');
select lives_ok($$select billing.cancel_contract(c.id, 'Leaves', tenancy.today())
  from sales.contracts as c where c.status = 'active' and c.contract_number ~ '^C'$$,
  'where notice was missed, at once');
select is_empty($$select * from billing.adjustments where contract_id = test.contract('A-R1')$$,
  'Without credit nothing is given back');
select test.as('admin', 'acme');
select lives_ok($$select tenancy.advance_clock('2026-05-10T12:00:00Z')$$, 'The day comes.');
select is_empty($$select * from sales.contracts where status = 'active'$$, 'Nothing is in force,');
select is((select sum(amount) from sales.mrr_movements where effective_date <= '2026-05-10'),
  0::numeric,
  'no revenue is left,');
select isnt_empty($$select * from sales.mrr_movements where kind = 'churn'$$,
  'the account is lost');
select test.as('sales', 'acme');
select lives_ok($$select test.sign('G', '2026-06-01', '2027-05-31')$$, 'It comes back:');
select results_eq($$select * from test.moves('G')$$,
  $$values (date '2026-06-01', 'reactivation', 100::numeric)$$, 'a reactivation');

-- Notice in time.
select test.sign('H', '2026-05-01', '2026-07-31');
select throws_ok($$select billing.cancel_contract(test.contract('H'), 'Late')$$, 'TRANS',
  'Notice was to be given by 2026-05-03; the contract renews.', 'Late notice is refused');

-- What is charged once does not renew.
select sales.create_contract((select id from customers.accounts where account_name = 'Acme'),
  '2026-05-01', '2026-05-31', contract_number => 'ONCE', lines => array[jsonb_populate_record(
    null::sales.contract_line_input,
    '{"description": "Set-up", "unit_price": 100, "price_interval": "one_time"}')]);
select throws_ok($$select sales.renew_contract(test.contract('ONCE'))$$, 'TRANS',
  'No line of the contract goes on after its end.', 'A contract over a set-up alone does not renew');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-06-01T12:00:00Z');
select results_eq($$select c.status from sales.contracts as c where c.contract_number ~ '^ONCE'$$,
  $$values ('expired')$$, 'it expires');

select test.as('finance', 'acme');
select throws_ok($$select billing.cancel_contract(test.contract('G'), 'No')$$, '42501', null,
  'Finance does not cancel');
select throws_ok($$select sales.renew_contract(test.contract('G'))$$, '42501', null, 'nor renew');
select throws_ok($$select sales.renew_contracts(null)$$, '42501', null, 'The daily work is nobody''s');
select test.as('admin', 'other');
select throws_ok($$select billing.cancel_contract(test.contract('G'), 'No')$$, 'NOTFD', null,
  'A stranger cancels nothing');
select throws_ok($$select sales.renew_contract(test.contract('G'))$$, 'NOTFD', null,
  'and renews nothing');
