-- One contract over several subsidiaries: each bears its seats or its share; by seats, the account
-- that signed bears what the others leave.
select test.provision('acme', '2026-02-01T12:00:00Z');
select test.provision('other');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.covered(given jsonb) returns sales.covered_account[] language sql as $$
  select array_agg((test.account(c ->> 'name'), (c ->> 'seats')::numeric,
    (c ->> 'share')::numeric)::sales.covered_account order by n)
  from jsonb_array_elements(given) with ordinality as e (c, n) $$;
create function test.sign(number text, given jsonb, seats numeric default 100,
    status text default 'active') returns uuid language sql as $$
  select c.id from sales.create_contract(test.account('Group'), '2026-02-01', '2027-01-31',
    contract_number => number, seat_count => seats, seat_price => 10, status => status,
    billing_frequency => 'monthly', covered_accounts => test.covered(given)) as c $$;
-- As the API shows them.
create function test.shares(number text) returns table (name text, seats numeric, share numeric)
  language sql as $$
  select a.account_name, c.seats, c.share
  from sales.contracts as k
  cross join unnest(sales.contracts_covered_accounts(k)) with ordinality as c (account_id, seats,
    share, n)
  join customers.accounts as a on a.id = c.account_id
  where k.contract_number = number order by c.n $$;
-- As billing weighs them.
create function test.weights(number text) returns table (name text, basis text, weight numeric,
    usual numeric) language sql security definer as $$
  select a.account_name, s.basis, s.weight, s.usual_weight
  from sales.shares_of(array[test.contract(number)]) as s
  join customers.accounts as a on a.id = s.account_id order by s."position" $$;
create function test.fault(given jsonb) returns text language plpgsql as $$
declare
  v_message text;
  v_pointer text;
begin
  perform test.sign('Refused', given);
  return 'nothing';
exception when others then
  get stacked diagnostics v_message = message_text, v_pointer = column_name;
  return concat_ws(' ', v_pointer, v_message);
end $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'acme');
select customers.create_account('Group');
select customers.create_account('North', parent_account_id => test.account('Group'));
select customers.create_account('South', parent_account_id => test.account('Group'));
select customers.create_account('Far South', parent_account_id => test.account('South'));
select customers.create_account('Above');
select customers.create_account('Elsewhere');

-- Seats.
select lives_ok($$select test.sign('SEATS', '[{"name": "North", "seats": 30},
  {"name": "Far South", "seats": 20}]')$$, 'A contract covers two subsidiaries by their seats');
select results_eq($$select * from test.shares('SEATS')$$,
  $$values ('Group', 50::numeric, null::numeric), ('North', 30, null), ('Far South', 20, null)$$,
  'Its own account has the seats that are left');
select results_eq($$select * from test.weights('SEATS')$$,
  $$values ('Group', 'seats', null::numeric, 50::numeric), ('North', 'seats', 30, 30),
    ('Far South', 'seats', 20, 20)$$, 'and bears what they leave');
select lives_ok($$select test.sign('NAMED', '[{"name": "North", "seats": 30},
  {"name": "Group", "seats": 60}]')$$, 'The own account may be named with seats');
select results_eq($$select * from test.shares('NAMED')$$,
  $$values ('North', 30::numeric, null::numeric), ('Group', 70, null)$$,
  'it has what is left all the same');
select lives_ok($$select test.sign('ALL', '[{"name": "North", "seats": 100}]')$$,
  'Others may have all seats');
select results_eq($$select * from test.shares('ALL')$$,
  $$values ('Group', 0::numeric, null::numeric), ('North', 100, null)$$, 'then it has none');

-- Shares.
select lives_ok($$select test.sign('SHARES', '[{"name": "Group", "share": 50},
  {"name": "North", "share": 30.5}, {"name": "South", "share": 19.5}]', status => 'draft')$$,
  'Shares are weights');
select results_eq($$select * from test.weights('SHARES')$$,
  $$values ('Group', 'share', 50::numeric, 50::numeric), ('North', 'share', 30.5, 30.5),
    ('South', 'share', 19.5, 19.5)$$, 'of those that are named alone');
select lives_ok($$select test.sign('EQUAL', '[{"name": "North"}, {"name": "South"}]')$$,
  'Without seats and shares');
select results_eq($$select * from test.shares('EQUAL')$$,
  $$values ('North', null::numeric, 1::numeric), ('South', null, 1)$$, 'all bear alike');
select lives_ok($$select test.sign('NONE', '[]')$$, 'Nobody may be named');
select is_empty($$select * from test.weights('NONE')$$, 'then it is not shared');

-- Refusals name the account.
select results_eq($$select test.fault(given) from (values
      (1, jsonb '[{"name": "Nobody"}]'),
      (2, '[{"name": "Elsewhere"}]'),
      (3, '[{"name": "North"}, {"name": "North"}]'),
      (4, '[{"name": "North", "seats": 0}]'),
      (5, '[{"name": "North", "share": -1}]'),
      (6, '[{"name": "North", "seats": 1, "share": 1}]'),
      (7, '[{"name": "North", "seats": 1}, {"name": "South"}]'),
      (8, '[{"name": "North", "share": 1}, {"name": "Group"}]'),
      (9, '[{"name": "North", "seats": 60}, {"name": "South", "seats": 41}]')
    ) as asked (n, given) order by n$$,
  $$values
    ('covered_accounts/0/account_id No account has this id.'),
    ('covered_accounts/0/account_id The account is neither the contract''s nor one below it.'),
    ('covered_accounts/0/account_id An account is covered once.'),
    ('covered_accounts/0/seats Seats are more than nothing.'),
    ('covered_accounts/0/share A share is more than nothing.'),
    ('covered_accounts/0/share Give seats or shares, not both.'),
    ('covered_accounts/1/seats Say how many seats it has.'),
    ('covered_accounts/1/share Say which share it has.'),
    ('covered_accounts The accounts have 101 seats together, the contract 100.')$$,
  'What is wrong is named');
select throws_ok($$select sales.create_contract(test.account('Group'), '2026-02-01', '2027-01-31',
    lines => array[jsonb_populate_record(null::sales.contract_line_input, '{"description": "S",
      "quantity": 100, "unit_price": 10, "ramp": [{"from": "2026-08-01", "quantity": 20}]}')],
    covered_accounts => test.covered('[{"name": "North", "seats": 30}]'))$$, 'INPUT',
  'The accounts have 30 seats together, the contract 20.', 'A ramp may leave too few seats');

-- Changes.
select results_eq($$select r.id = test.contract('SEATS') from sales.set_covered_accounts(
    test.contract('SEATS'), test.covered('[{"name": "South", "seats": 25}]')) as r$$,
  'values (true)', 'Sales covers others instead');
select results_eq($$select * from test.shares('SEATS')$$,
  $$values ('Group', 75::numeric, null::numeric), ('South', 25, null)$$, 'with their seats');
select results_eq($$select e.type, e.data #>> '{object,covered_accounts,1,account_id}',
    e.data #>> '{previous,covered_accounts,1,account_id}'
  from events.events as e where e.object_id = test.contract('SEATS') order by e.id desc limit 1$$,
  $$values ('contract.amended', test.account('South')::text, test.account('North')::text)$$,
  'It is published');
select results_eq($$select l.quantity::numeric from sales.contract_lines as k
    join sales.contract_line_terms as l on l.line_id = k.id
    cross join lateral billing.amend_contract(k.contract_id, '2026-03-01', array[(k.id, 80, null,
      null, null, null)::sales.contract_change_input]) as r
  where k.contract_id = test.contract('SEATS')$$, 'values (100::numeric)', 'Seats go down');
select results_eq($$select * from test.shares('SEATS')$$,
  $$values ('Group', 75::numeric, null::numeric), ('South', 25, null)$$, 'from their day on');
select throws_ok($$select billing.amend_contract(k.contract_id, '2026-03-02', array[(k.id, 24, null,
      null, null, null)::sales.contract_change_input])
  from sales.contract_lines as k where k.contract_id = test.contract('SEATS')$$, 'SEATS',
  'The covered accounts have 25 seats.', 'never below those that were given away');
select throws_ok($$select sales.set_covered_accounts(test.contract('SEATS'),
    test.covered('[{"name": "South", "seats": 81}]'))$$, 'INPUT',
  'The accounts have 81 seats together, the contract 80.',
  'Seats are given away as there will be');
select lives_ok($$select sales.set_covered_accounts(test.contract('ALL'), '{}')$$,
  'A contract may be shared no more');
select is_empty($$select * from test.shares('ALL')$$, 'then nobody is named');
select lives_ok($$select sales.renew_contract(test.contract('NAMED'))$$, 'One renews');
select results_eq($$select * from test.shares('NAMED-R1')$$,
  $$values ('North', 30::numeric, null::numeric), ('Group', 70, null)$$, 'A renewal is shared alike');
select throws_ok($$select customers.delete_account(test.account('North'))$$, 'CNFLT', null,
  'An account that bears a part of a contract is not deleted');
select lives_ok($$select billing.cancel_contract(id, 'Over', '2026-02-01') from sales.contracts
  where contract_number in ('NONE', 'ALL')$$, 'Two end');
select throws_ok($$select sales.set_covered_accounts(test.contract('ALL'), '{}')$$, 'TRANS', null,
  'What is over is shared no more');
select throws_ok($$select sales.set_covered_accounts(uuidv7(), '{}')$$, 'NOTFD', null,
  'An unknown contract is not found');

select test.as('viewer', 'acme');
select isnt_empty('select * from sales.contract_shares', 'A viewer reads who bears what');
select throws_ok($$select sales.set_covered_accounts(test.contract('SEATS'), '{}')$$, '42501', null,
  'and changes nothing');
select throws_ok('delete from sales.contract_shares', '42501', null, 'by no road');
select test.as('finance', 'acme');
select throws_ok($$select sales.set_covered_accounts(test.contract('SEATS'), '{}')$$, '42501', null,
  'Finance shares no contracts');
select test.as('admin', 'acme');
select isnt_empty($$select id from audit.entries where table_name = 'sales.contract_shares'
  and operation = 'delete'$$, 'What was agreed before is in the log');
select test.as('admin', 'other');
select is_empty('select * from sales.contract_shares', 'A stranger sees none');
select throws_ok($$select sales.set_covered_accounts(test.contract('SEATS'), '{}')$$, 'NOTFD', null,
  'and sets none');
