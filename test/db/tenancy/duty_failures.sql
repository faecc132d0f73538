-- A day always passes: what a duty cannot do for one is noted, and done for all others.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name
    and a.tenant_id = tenancy.current_tenant_id() $$;
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number
    and c.tenant_id = tenancy.current_tenant_id() $$;
create function test.sign(number text, prices numeric[], account text default 'Acme',
    starts date default '2026-02-01', renews boolean default false) returns text language sql as $$
  select c.contract_number from sales.create_contract(test.account(account), starts,
    (starts + interval '3 months')::date - 1, contract_number => number, auto_renew => renews,
    billing_frequency => 'monthly', lines => array(
      select jsonb_populate_record(null::sales.contract_line_input, jsonb_build_object(
        'description', 'x', 'pricing_model', 'per_unit', 'quantity', 1, 'unit_price', price))
      from unnest(prices) as price)) as c $$;
grant execute on all functions in schema test to public;

-- A line of 9e14 twice is more than an amount holds; it stands beside a good one of the same payer.
select test.as('admin', 'acme');
update tenancy.tenants set finalize_after_days = 0;
select customers.create_account('Acme'), customers.create_account('Good');
select test.sign('HUGE', '{1,1}'), test.sign('SMALL', '{10}'), test.sign('GOOD', '{20}', 'Good');
select test.root('acme');
update sales.contract_line_terms as t set unit_price = 9e11, quantity = 1000
from sales.contract_lines as l where l.id = t.line_id and l.contract_id = test.contract('HUGE');
select test.as('admin', 'acme');
select is((tenancy.advance_clock('2026-02-03T12:00:00Z')).now, '2026-02-03T12:00:00Z',
  'The day passes,');
select results_eq(
  $$select c.contract_number, i.status from billing.invoices as i
    join sales.contracts as c on c.id = i.contract_id order by 1$$,
  $$values ('GOOD', 'open'), ('SMALL', 'open')$$, 'all others are billed,');
select results_eq(
  $$select f.duty, f.object_type, f.object_id, f.status, f.code, f.attempts, f.created_at::date,
      f.failed_at::date
    from tenancy.duty_failures as f$$,
  $$values ('billing', 'contract', test.contract('HUGE'), 'open', 'invalid_input', 3,
    date '2026-02-01', date '2026-02-03')$$,
  'and what was not is noted, tried once a day,');
select results_eq('select f.message, f.sqlstate, f.error_id is null from tenancy.duty_failures as f',
  $$values ('An amount is a finite number below 1,000,000,000,000,000.', '23514', false)$$,
  'with a sentence for people, and what finds it in the log.');
select results_eq(
  'select distinct f.code, f.sqlstate from billing.run_failures as f',
  $$values ('invalid_input', '23514')$$, 'Its run says the same.');
select results_eq(
  $$select e.type from events.events as e where e.type ~ '^duty' order by e.id$$,
  $$values ('duty.failed')$$, 'The world hears of it once.');
select isnt((tenancy.advance_clock('2026-02-03T13:00:00Z')).now, null, 'Later that day');
select is((select f.attempts from tenancy.duty_failures as f), 3, 'it is not tried again.');

-- People try it again when they mended it.
select test.as('viewer', 'acme');
select throws_ok('select tenancy.retry_duty_failure(f.id) from tenancy.duty_failures as f', '42501',
  null, 'A viewer sees it, and tries nothing again.');
select throws_ok('update tenancy.duty_failures set status = ''resolved''', '42501', null,
  'Nobody resolves it by hand.');
select test.as('finance', 'other');
select throws_ok(format('select tenancy.retry_duty_failure(%L)', f.id), 'NOTFD', null,
  'Others do not know of it.')
from (select test.root(), (select f.id from tenancy.duty_failures as f) as id) as f,
  lateral (select test.as('finance', 'other')) as speaking;
select test.as('finance', 'acme');
select is((select (tenancy.retry_duty_failure(f.id)).status from tenancy.duty_failures as f), 'open',
  'Tried again too early it stays,');
select is((select f.attempts from tenancy.duty_failures as f), 4, 'and is counted.');
select test.root('acme');
update sales.contract_line_terms as t set unit_price = 1, quantity = 1
from sales.contract_lines as l where l.id = t.line_id and l.contract_id = test.contract('HUGE');
select test.as('finance', 'acme');
select is((select (tenancy.retry_duty_failure(f.id)).status from tenancy.duty_failures as f),
  'resolved', 'Mended, it is done at once.');
select results_eq(
  $$select i.total::numeric from billing.invoices as i where i.contract_id = test.contract('HUGE')$$,
  'values (2.00)', 'It is billed,');
select results_eq(
  $$select e.type from events.events as e where e.type ~ '^duty' order by e.id$$,
  $$values ('duty.failed'), ('duty.resolved')$$, 'the world hears that it is resolved,');
select throws_ok('select tenancy.retry_duty_failure(f.id) from tenancy.duty_failures as f', 'TRANS',
  'It is resolved already.', 'and it is not tried again.');
select throws_ok('select tenancy.retry_duty_failure(uuidv7())', 'NOTFD', null, 'Nor what is not there.');
select test.root('acme');
select ok((select count(*) >= 2 from audit.entries where table_name = 'tenancy.duty_failures'),
  'It stands in the audit log.');

-- What a hold keeps from being billed is noted too, and resolved when a person bills it.
select test.as('admin', 'acme');
select customers.hold_account(test.account('Good'), 'Owes us');
select tenancy.advance_clock('2026-03-01T12:00:00Z');
select results_eq(
  $$select f.object_id, f.code, f.message, f.error_id from tenancy.duty_failures as f
    where f.status = 'open'$$,
  $$values (test.contract('GOOD'), 'credit_hold', 'Good is on hold: Owes us', null::uuid)$$,
  'A refusal says why; it is nothing to be found in a log.');
select customers.release_account(test.account('Good'), 'Paid');
select billing.generate_invoice(test.contract('GOOD'));
select tenancy.advance_clock('2026-03-02T12:00:00Z');
select is_empty($$select from tenancy.duty_failures as f where f.status = 'open'$$,
  'The next day knows.');

-- Renewals in one go, of contracts whose numbers begin alike.
select test.sign(repeat('x', 95) || n, '{1}', 'Good', '2026-03-02', true)
from generate_series(1, 3) as n;
select test.sign('R', '{1}', 'Good', '2026-03-02', true);
select test.sign('R-R1', '{1}', 'Good', '2026-03-02', true);
select is((tenancy.advance_clock('2026-06-02T12:00:00Z')).work ->> 'contracts_renewed', '5',
  'Contracts renew whose numbers begin alike,');
select results_eq(
  $$select c.contract_number collate "default" from sales.contracts as c
    where c.predecessor_contract_id is not null order by c.contract_number collate "C"$$,
  $$values ('R-R1-R1'), ('R-R2'), (repeat('x', 86) || '-R1'), (repeat('x', 86) || '-R2'),
    (repeat('x', 86) || '-R3')$$, 'each with a number of its own,');
select is((tenancy.advance_clock('2026-09-02T12:00:00Z')).work ->> 'contracts_renewed', '5',
  'and again');
select is(
  (select array_agg(c.contract_number order by c.contract_number collate "C") from sales.contracts as c
    where c.start_date = '2026-09-02' and c.contract_number ~ '^x'),
  array[repeat('x', 86) || '-R4', repeat('x', 86) || '-R5', repeat('x', 86) || '-R6'],
  'counting on.');
select is_empty($$select from tenancy.duty_failures as f where f.status = 'open'$$,
  'Nothing failed.');

-- One that cannot be renewed keeps no other from it. Triggers stand for faults that nobody knows yet.
select test.root('acme');
create function test.fail() returns trigger language plpgsql as $$
begin
  raise exception using errcode = current_setting('test.errcode'), message = 'the secret of pkey';
end $$;
grant execute on all functions in schema test to public;
grant usage on schema test to tenor_owner;
create trigger fail before insert on sales.contracts for each row
  when (new.contract_number ~ '^R-R4') execute function test.fail();
set test.errcode = '22P02';
select test.as('admin', 'acme');
select is((tenancy.advance_clock('2026-12-02T12:00:00Z')).work ->> 'contracts_renewed', '4',
  'The others renew,');
select results_eq(
  $$select f.duty, f.object_id, f.code, f.sqlstate, f.message ~ 'secret|pkey',
      f.message ~ f.error_id::text
    from tenancy.duty_failures as f where f.status = 'open'$$,
  $$values ('renewals', test.contract('R-R3'), 'invalid_input', '22P02', false, true)$$,
  'one is noted, by an id and no word of the database.');

-- What may pass is nobody's fault: the day is tried again as a whole.
select set_config('test.errcode', code, false),
  throws_ok($$select tenancy.advance_clock('2026-12-03T12:00:00Z')$$, code, null, code || ' is raised')
from unnest('{40001,40P01,53200,55P03,57P03,58030,XX000}'::text[]) as code;
select is((select f.attempts from tenancy.duty_failures as f where f.status = 'open'), 1,
  'and noted nowhere.');
select test.root('acme');
drop trigger fail on sales.contracts;
select test.as('admin', 'acme');
select is((tenancy.advance_clock('2026-12-03T12:00:00Z')).work ->> 'contracts_renewed', '1',
  'When it has passed, all is done,');
select is_empty($$select from tenancy.duty_failures as f where f.status = 'open'$$,
  'and nothing is left.');
