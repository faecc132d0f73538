-- Jobs: queued with the change or not at all, seen by the tenant, tried until they are given up.
select test.provision('acme');
select test.provision('globex');
select test.root();
grant usage on schema test to tenor_owner;
create view test.queue as
select t.identifier as task, j.payload, j.run_at, j.max_attempts, j.key, j.attempts, j.priority
from graphile_worker._private_jobs as j
join graphile_worker._private_tasks as t on t.id = j.task_id
where t.identifier like 'test/%';
create table test.ids (name text, id uuid);
grant select, insert on test.queue, test.ids to public;

-- Our own functions queue
select test.as('owner', 'acme', 'ada');
insert into test.ids select 'first', (events.enqueue('test/a', '{"n": 1}')).id;
select results_eq(
  $$select task, payload, status, attempts, max_attempts, requested_by from events.jobs$$,
  $$values ('test/a', '{"n": 1}'::jsonb, 'queued', 0, 25, 'ada')$$,
  'A job is on the tenant''s list, with who asked for it');
select test.root();
select results_eq(
  $$select payload::jsonb from test.queue$$,
  $$select jsonb_build_object('n', 1, 'tenant_id', test.tenant('acme'), 'job_id', id)
    from test.ids where name = 'first'$$,
  'And in the queue, told whose it is');
select test.as('owner', 'acme');
insert into test.ids select 'later', (events.enqueue('test/a', run_at => '2030-01-01', max_attempts => 3)).id;
select test.root();
select ok((select run_at = '2030-01-01' and max_attempts = 3 from test.queue
  where payload ->> 'job_id' = (select id::text from test.ids where name = 'later')),
  'It may wait, and be tried less often');

-- One of those that wait with the same key
select test.as('owner', 'acme');
insert into test.ids select 'keyed', (events.enqueue('test/k', job_key => 'k')).id;
select is((events.enqueue('test/k', job_key => 'k')).id,
  (select id from test.ids where name = 'keyed'), 'A job that waits with the key is the answer');
select test.as('owner', 'globex');
select isnt((events.enqueue('test/k', job_key => 'k')).id,
  (select id from test.ids where name = 'keyed'), 'In this tenant, not in another');
select test.root();
select is((select count(*)::int from test.queue where task = 'test/k'), 2, 'One each is queued');

-- Many
select test.as('owner', 'acme');
select is(
  (select count(*)::int from events.enqueue_many(
    (select array_agg(('test/many', '{}', null, null, null, null)::events.new_job)
     from generate_series(1, 100)))), 100, 'A hundred alike are a hundred');
select is(
  (select count(*)::int from events.enqueue_many(array_fill(
    ('test/once', '{}', null, 'once', null, null)::events.new_job, array[5]))), 1,
  'With one key they are one');
select is((select count(*)::int from events.enqueue_many('{}')), 0, 'None are none');
select test.root();
select is((select count(distinct payload ->> 'job_id')::int from test.queue where task = 'test/many'),
  100, 'Each is in the queue');
select is((select count(*)::int from test.queue where task = 'test/many'), 100, 'Once');
select results_eq(
  $$select distinct task, priority::int from test.queue where task in ('test/a', 'test/many')
    order by task$$,
  $$values ('test/a', 0), ('test/many', 10)$$, 'What is asked for alone comes before them');

-- What is rolled back was never queued
savepoint before;
select test.as('owner', 'acme');
select events.enqueue('test/gone');
rollback to before;
select is_empty($$select * from test.queue where task = 'test/gone'$$, 'A job goes with its change');

-- Worker: a life
select test.as('worker', 'acme');
select test.root();
create function test.job(name text) returns text language sql as $$
  select concat_ws(' ', status, attempts, coalesce(error, '-'), coalesce(result::text, '-'),
    case when finished_at is null then 'open' else 'over' end)
  from events.jobs where id = (select id from test.ids where ids.name = job.name)
$$;
create function test.id(name text) returns uuid language sql as $$
  select id from test.ids where ids.name = id.name
$$;
grant execute on all functions in schema test to public;
select test.as('worker', 'acme');
select lives_ok($$select events.start_job(test.id('first'))$$,
  'A worker begins');
select test.as('viewer', 'acme');
select is(test.job('first'), 'running 1 - - open', 'People see it run');
select test.as('worker', 'acme');
select lives_ok($$select events.fail_job(test.id('first'), repeat('x', 2000), false)$$,
  'It fails');
select test.as('viewer', 'acme');
select is(test.job('first'), 'queued 1 ' || repeat('x', 1000) || ' - open',
  'It waits for its next attempt, with the reason in short');
select test.as('worker', 'acme');
select lives_ok($$select events.start_job(test.id('first')),
  events.finish_job(test.id('first'), '{"n": 1}')$$, 'It is tried again, and done');
select test.as('viewer', 'acme');
select is(test.job('first'), 'completed 2 - {"n": 1} over', 'The failure is forgotten, the result kept');
select test.as('finance', 'acme');
select throws_ok($$select events.retry_job(test.id('first'))$$, 'TRANS', null,
  'What is done is not tried again');
select throws_ok('select events.retry_job(uuidv7())', 'NOTFD', null, 'Nor what is not there');
select test.as('worker', 'acme');
select lives_ok($$select events.start_job(test.id('later')),
  events.fail_job(test.id('later'), 'no', true)$$, 'A job is given up');
select test.as('viewer', 'acme');
select is(test.job('later'), 'failed 1 no - over', 'People see that');
select throws_ok($$select events.retry_job(test.id('later'))$$, '42501', null,
  'A viewer revives nothing');
select test.as('finance', 'globex');
select throws_ok($$select events.retry_job(test.id('later'))$$, 'NOTFD', 'No job has this id.',
  'For a stranger it does not exist');
select test.as('finance', 'acme');
select is((events.retry_job(test.id('later'))).status, 'queued', 'Finance tries it again');
select is(test.job('later'), 'queued 0 - - open', 'From the start');
select test.root();
select is((select array_agg(max_attempts::int order by run_at) from test.queue
  where payload ->> 'job_id' = test.id('later')::text), '{3,3}', 'With all its attempts');

-- A newer job of the same key takes the place of one that runs
select test.as('worker', 'acme');
select lives_ok($$select events.start_job(test.id('keyed'))$$,
  'A job with a key runs');
select test.as('owner', 'acme');
insert into test.ids select 'newer', (events.enqueue('test/k', job_key => 'k')).id;
select isnt(test.id('newer'), test.id('keyed'), 'Another one may wait with its key');
select test.as('worker', 'acme');
select lives_ok($$select events.fail_job(test.id('keyed'), 'no', false)$$,
  'The first one fails');
select test.as('viewer', 'acme');
select is(test.job('keyed'), 'failed 1 no - over', 'It is over: the queue tries the newer one');
select is(test.job('newer'), 'queued 0 - - open', 'Which waits');

-- And of one that waits for its next attempt
select test.as('worker', 'acme');
select lives_ok($$select events.start_job(test.id('newer')),
  events.fail_job(test.id('newer'), 'not yet', false)$$, 'The newer one fails as well, for now');
select test.as('owner', 'acme');
insert into test.ids select 'newest', (events.enqueue('test/k', job_key => 'k')).id;
select is((events.enqueue('test/k', job_key => 'k')).id, test.id('newest'),
  'The next one waits with its key');
select test.as('viewer', 'acme');
select is(test.job('newer'), 'failed 1 not yet - over', 'Which ends the one before');
select is(test.job('newest'), 'queued 0 - - open', 'And is tried at once');
select test.root();
select is((select array_agg(payload ->> 'job_id') from test.queue
  where task = 'test/k' and payload ->> 'tenant_id' = test.tenant('acme')::text),
  array[test.id('newest')::text], 'The queue knows the newest alone');

-- Counted for people, and for the platform without tenants
select test.as('viewer', 'acme');
select is(
  (select (queued, running, completed, failed) from events.queue_statuses() where task = 'test/k'),
  (1::bigint, 0::bigint, 0::bigint, 2::bigint), 'A viewer sees the tenant''s jobs by state');
select throws_ok('select * from events.queue_depths()', '42501', null, 'Not the platform''s');
select test.as('edge');
select ok((select waiting = 2 from events.queue_depths() where task = 'test/k'),
  'The edge counts them all');
select test.as('operator');
select is(
  (select (queued, running, completed, failed) from events.queue_statuses() where task = 'test/k'),
  (2::bigint, 0::bigint, null::bigint, 0::bigint), 'The operator is shown those of all tenants');
select ok((select oldest_queued_at is not null from events.queue_statuses() where task = 'test/k'),
  'and since when the oldest waits');
select test.as('nobody');
select throws_ok('select * from events.queue_statuses()', '42501', null, 'Nobody is shown any');

-- Between tenants
select test.root('globex');
update tenancy.tenants set status = 'closed', status_reason = 'x' where slug = 'globex';
select test.as('operator');
insert into test.tenants select 'live', (tenancy.provision_tenant('Live', 'live')).id;
select test.as('worker');
select is(events.enqueue_for_tenants('test/day', false), 1, 'Live tenants get their day''s work');
select is(events.enqueue_for_tenants('test/day', true), 2, 'Sandboxes where they take part, closed ones never');
select test.root();
select is((select count(*)::int from test.queue where task = 'test/day'), 2,
  'Once, however often it is asked');
select test.as('worker', 'acme');
select throws_ok($$select events.enqueue_for_tenants('test/day', true)$$, 'FORBD', null,
  'A worker inside a tenant queues nothing for others');
