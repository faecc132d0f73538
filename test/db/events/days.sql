-- A live tenant's day is begun once, where it is and where its accounts are; what is due has jobs,
-- one duty after the other, and nothing else has any.
select test.as('operator');
insert into test.tenants
select 'live', (tenancy.provision_tenant('Live', 'live', time_zone => 'America/New_York')).id
union all
select 'quiet', (tenancy.provision_tenant('Quiet', 'quiet', time_zone => 'Asia/Tokyo')).id;
select test.provision('sandbox', '2026-01-15T12:00:00Z');
select test.root();
create view test.days as
  select (j.payload ->> 'tenant_id')::uuid as tenant_id, j.payload ->> 'time_zone' as time_zone
  from graphile_worker._private_jobs as j
  join graphile_worker._private_tasks as t on t.id = j.task_id
  where t.identifier = 'tenancy/work_day';
create view test.duties as
  select j.payload ->> 'duty' as duty, j.payload ->> 'time_zone' as time_zone
  from events.jobs as j where j.task = 'tenancy/perform_duty' and j.tenant_id = test.tenant('live');
grant select on all tables in schema test to public;
create function test.perform(duty text) returns jsonb language sql as $$
  select tenancy.perform_duty(duty, ids) from tenancy.begin_duty(duty) as ids $$;
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name
    and a.tenant_id = tenancy.current_tenant_id() $$;
create function test.owe(account text, days_ago int) returns text language sql as $$
  select i.invoice_number from billing.create_invoice(test.account(account), due_date =>
    tenancy.today() - days_ago, issue_date => tenancy.today() - 40, items => array[
      (null, null, 'x', 1, 1, null, null, null, null, null)]::billing.invoice_item_input[]) as i,
    billing.finalize_invoice(i.id, keep_date => true) $$;
grant execute on all functions in schema test to public;

-- The scheduler
select test.as('worker');
select is(events.queue_days(), 2, 'The first day of each live tenant is begun,');
select is(events.queue_days(), 0, 'once.');
select test.as('worker', 'live');
select throws_ok('select events.queue_days()', 'FORBD', null, 'A worker inside a tenant begins no days,');
select test.as('finance', 'live');
select throws_ok('select events.queue_days()', '42501', null, 'nor does finance.');
select test.as('admin', 'live');
select customers.create_account('Far', time_zone => 'Pacific/Kiritimati');
select customers.create_account('Near');
select test.root();
select results_eq(
  $$select d.time_zone, d.day from tenancy.begun_days as d
    where d.tenant_id = test.tenant('live') order by d.time_zone collate "C"$$,
  $$values ('America/New_York', (now() at time zone 'America/New_York')::date),
    ('Pacific/Kiritimati', (now() at time zone 'Pacific/Kiritimati')::date)$$,
  'The days of accounts elsewhere are followed from now on.');
update tenancy.begun_days set day = day - 1 where time_zone = 'Pacific/Kiritimati';
update tenancy.begun_days set day = day - 3 where time_zone = 'Asia/Tokyo';
delete from graphile_worker._private_jobs;
select test.as('worker');
select is(events.queue_days(), 2, 'A day that comes is begun there; days that were missed are one,');
select test.root();
select results_eq('select d.tenant_id, d.time_zone from test.days as d order by d.time_zone collate "C"',
  $$values (test.tenant('quiet'), 'Asia/Tokyo'), (test.tenant('live'), 'Pacific/Kiritimati')$$,
  'each with a job of its own, and the others with none.');

-- A day with nothing to do
select test.as('worker', 'quiet');
select is(events.queue_duty('Asia/Tokyo'), null, 'Where nothing is due nothing is queued,');
select test.root();
select is_empty($$select from events.jobs as j where j.task = 'tenancy/perform_duty'$$, 'no job,');
select is_empty('select from billing.billing_runs', 'no run.');

-- Duties one after the other
select test.as('admin', 'live');
update tenancy.tenants set finalize_after_days = 0;
select sales.create_contract(test.account('Near'), tenancy.today(),
  (tenancy.today() + interval '1 year')::date - 1, contract_number => 'C' || n, seat_count => 1, seat_price => 1)
from generate_series(1, 2) as n;
-- Over for two days in New York, and where the day comes up to a day sooner.
select test.owe('Near', 2), test.owe('Far', 2);
select test.as('worker', 'live');
select is(events.queue_duty('Pacific/Kiritimati'), 'overdue',
  'By the day of accounts elsewhere what goes by their days is done,');
select is(events.queue_duty('America/New_York'), 'billing', 'by the tenant''s own all that is due.');
select is(events.queue_duty('America/New_York'), 'billing', 'Asked again, the job that waits serves.');
select results_eq('select * from test.duties order by 1, 2',
  $$values ('billing', 'America/New_York'), ('overdue', 'Pacific/Kiritimati')$$, 'Jobs of their own.');
select is(test.perform('billing'), '{"billing_runs_started": 1}', 'The run is begun,');
select is(test.perform('billing'), '{}', 'once,');
select is(events.queue_duty('America/New_York', 'billing'), 'overdue', 'then comes the next duty,');
select is(test.perform('overdue'), '{"invoices_overdue": 2}', 'which does all that is late,');
select is(events.queue_duty('America/New_York', 'overdue'), null, 'and then nothing is left.');
select test.as('viewer', 'live');
select throws_ok(ask, '42501', null, 'People do no duties: ' || ask)
from unnest(array['select tenancy.begin_duty(''overdue'')',
  'select tenancy.perform_duty(''overdue'', ''{}'')', 'select events.queue_duty(''UTC'')']) as ask;
select test.as('worker', 'live');
select throws_ok($$select tenancy.begin_duty('x')$$, 'NOTFD', null, 'What is no duty is not done.');
