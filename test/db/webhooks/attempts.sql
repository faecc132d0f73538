-- A delivery is tried again, ever later, and in the end given up; events of one object arrive in
-- their order; an endpoint that is down holds nobody up.
select test.provision('acme');
create table test.endpoint (id uuid);
grant select, insert on test.endpoint to public;

-- n-th event of an object, and its delivery.
create function test.say(object int, n int) returns void language sql volatile as $$
  select events.publish('invoice.updated', 'invoice',
    ('00000000-0000-7000-8000-' || lpad(object::text, 12, '0'))::uuid,
    jsonb_build_object('object', object, 'n', n)) $$;
create function test.delivery(object int, n int) returns webhooks.deliveries language sql volatile as $$
  select d from webhooks.deliveries as d
  join events.events as e on e.tenant_id = d.tenant_id and e.id = d.event_id
  where e.data -> 'object' @> jsonb_build_object('object', object, 'n', n) $$;
create function test.may_go(object int, n int) returns boolean language sql volatile as $$
  select (webhooks.begin_delivery((test.delivery(object, n)).id)).url is not null $$;
create function test.answer(object int, n int, status int) returns text language sql volatile as $$
  select webhooks.record_attempt((test.delivery(object, n)).id, status,
    case when status is distinct from 200 then 'No.' end, 12, repeat('x', 600)) $$;
create function test.waits(object int, n int) returns interval language sql volatile as $$
  select (test.delivery(object, n)).next_attempt_at - clock_timestamp() $$;
create function test.job_status(object int, n int) returns text[] language sql volatile as $$
  select array_agg(j.status order by j.id) from events.jobs as j
  where j.payload ->> 'delivery_id' = (test.delivery(object, n)).id::text $$;
-- The worker has taken all jobs that wait.
create function test.take_jobs() returns void language sql volatile as $$
  update events.jobs set status = 'running' where status = 'queued' $$;
-- Time passes for deliveries.
create function test.pass() returns void language sql volatile as $$
  update webhooks.deliveries set next_attempt_at = now() where status = 'pending' $$;

select test.as('admin', 'acme');
select test.seal_secret();
insert into test.endpoint select id from webhooks.create_endpoint('https://example.com/hooks');
select test.root('acme');

-- Retries
select test.say(1, 1);
select test.take_jobs();
select is(test.answer(1, 1, 500), 'pending', 'What failed stays pending');
select ok(test.waits(1, 1) between interval '4 s' and interval '6 s', 'and is tried after 5 seconds');
select is(test.job_status(1, 1), '{running,queued}', 'by a job of its own');
select is((select run_at from graphile_worker.jobs order by id desc limit 1),
  (test.delivery(1, 1)).next_attempt_at, 'at that time');
select ok(not test.may_go(1, 1), 'not before');
select results_eq(
  $$select attempt, response_status, error, duration_ms, length(response_excerpt)
    from webhooks.delivery_attempts$$,
  $$values (1, 500, 'No.', 12, 500)$$, 'The attempt is on record');
select test.pass();
select ok(test.may_go(1, 1), 'When its time has come it goes');
select is((webhooks.begin_delivery((test.delivery(1, 1)).id)).attempt, 2, 'for the second time');
select is(test.answer(1, 1, null), 'pending', 'No answer is a failure too');
select ok(test.waits(1, 1) between interval '29 s' and interval '36 s', 'Then 30 seconds');
select test.answer(1, 1, 301);
select ok(test.waits(1, 1) between interval '119 s' and interval '144 s', 'a redirect: 2 minutes');
select test.answer(1, 1, 500);
select test.answer(1, 1, 500);
select ok(test.waits(1, 1) between interval '59 min' and interval '72 min', 'the fifth time: an hour');
select test.answer(1, 1, 500);
select test.answer(1, 1, 500);
select test.answer(1, 1, 500);
select ok(test.waits(1, 1) between interval '23 h 59 min' and interval '29 h', 'the eighth: a day');
select is(test.answer(1, 1, 500), 'failed', 'The ninth failure is the last');
select ok((test.delivery(1, 1)).next_attempt_at is null, 'It is given up');
select ok(not test.may_go(1, 1), 'and goes no more');
select is(test.answer(1, 1, 200), 'failed', 'A late answer changes nothing');
select is((select count(*)::int from webhooks.delivery_attempts), 9, 'Nine attempts are on record');

-- Order
select test.say(2, 1);
select test.say(2, 2);
select test.say(2, 3);
select test.say(3, 1);
select test.take_jobs();
select ok(not test.may_go(2, 2), 'The second event of an object waits for the first');
select ok(not test.may_go(2, 3), 'So does the third');
select ok(test.may_go(3, 1), 'Another object does not');
select is(test.answer(2, 1, 200), 'delivered', 'When the first has arrived');
select is((select count(*)::int from webhooks.outages), 0, 'the failures before are forgotten');
select is(test.job_status(2, 2), '{running,queued}', 'the second is queued');
select is(test.job_status(2, 3), '{running}', 'the third is not yet');
select ok(test.may_go(2, 2), 'The second goes');
select test.answer(2, 2, 500) from generate_series(1, 9);
select is((test.delivery(2, 2)).status, 'failed', 'When it is given up');
select is(test.job_status(2, 3), '{running,queued}', 'the third is next');
select is((test.delivery(2, 3)).status, 'pending', 'in order, with a hole');

-- Replay
select test.as('admin', 'acme');
select throws_ok($$select webhooks.replay_delivery(uuidv7())$$, 'NOTFD', 'No delivery has this id.',
  'An unknown delivery is not replayed');
select throws_ok(
  $$select webhooks.replay_delivery(id) from webhooks.deliveries where status = 'pending'$$,
  'TRANS', 'It is still on its way.', 'One on its way is not replayed');
select results_eq(
  $$select r.status, r.attempts, r.finished_at from webhooks.deliveries as d
    cross join lateral webhooks.replay_delivery(d.id) as r where d.status = 'failed'$$,
  $$values ('pending', 0, null::timestamptz), ('pending', 0, null)$$,
  'An admin replays what failed');
select test.root('acme');
select ok(test.may_go(2, 2), 'It goes at once');
select ok(test.may_go(2, 3), 'and news do not wait for it');
select is(test.answer(2, 2, 204), 'delivered', 'This time it arrives');
select is((select count(*)::int from events.events where object_type = 'invoice'), 5, 'and no second event was needed');

-- An endpoint that is down
delete from webhooks.outages;
select test.say(n, 1) from generate_series(10, 30) as n;
select test.take_jobs();
select test.answer(n, 1, 503) from generate_series(10, 18) as n;
select is((select resume_at from webhooks.outages), null, 'Nine failures are those of one delivery');
select ok(test.may_go(30, 1), 'Others still go');
select test.answer(19, 1, 503);
select is((select failures from webhooks.outages), 10, 'The tenth is of the endpoint');
select ok(not test.may_go(30, 1), 'Then it rests');
select is((test.delivery(30, 1)).attempts, 0, 'which costs no attempt');
select ok((test.delivery(30, 1)).next_attempt_at > (select resume_at from webhooks.outages),
  'and is tried when the rest is over');
select is(test.job_status(30, 1), '{running,queued}', 'by a job');
update webhooks.outages set resume_at = now();
select test.pass();
select ok(test.may_go(30, 1), 'It is asked again');
select test.answer(30, 1, 200);
select is_empty('select * from webhooks.outages', 'and is well when it answers');
insert into webhooks.outages (endpoint_id, failures, began_at)
  select id, 50, now() - interval '4 days' from test.endpoint;
select test.answer(20, 1, 500);
select is((select status from webhooks.endpoints), 'active', 'Four days are waited');
update webhooks.outages set began_at = now() - interval '121 hours';
select test.answer(21, 1, 500);
select is((select status from webhooks.endpoints), 'disabled', 'After five it is switched off');
select test.take_jobs();
select test.pass();
select ok(not test.may_go(22, 1), 'Nothing goes there any more');
select results_eq('select (d).status, (d).error from test.delivery(22, 1) as d',
  $$values ('failed', 'The webhook is disabled.')$$, 'what was on its way is given up');
select test.as('admin', 'acme');
select throws_ok(
  $$select webhooks.replay_delivery(id) from webhooks.deliveries where status = 'failed' limit 1$$,
  'TRANS', 'The webhook is disabled.', 'and is not replayed');
update webhooks.endpoints set status = 'active';
select is_empty('select * from webhooks.outages', 'Switched on again it starts anew');
select test.root('acme');
select test.say(40, 1);
select is(test.answer(40, 1, 410), 'failed', 'A receiver that is gone is not asked again');
select is((select status from webhooks.endpoints), 'disabled', 'and gets nothing more');

-- The net under the queue
update webhooks.endpoints set status = 'active';
select test.say(50, 1);
select test.say(50, 2);
select test.take_jobs();
update webhooks.deliveries set next_attempt_at = now() + interval '1 day'
  where status = 'pending' and object_id <> '00000000-0000-7000-8000-000000000050';
update webhooks.deliveries set next_attempt_at = now() - interval '2 hours'
  where object_id = '00000000-0000-7000-8000-000000000050';
select is(webhooks.resume_deliveries(null), '{"deliveries_resumed": 1}',
  'A delivery that nobody tries is queued again, the first of its object');
select is(webhooks.resume_deliveries(null), '{"deliveries_resumed": 0}', 'once');
select is(webhooks.forget_deliveries(null), '{"deliveries_forgotten": 0}', 'Nothing is old yet');
delete from webhooks.delivery_attempts;
update webhooks.deliveries set id = uuidv7(interval '-31 days') where status = 'failed';
select is((webhooks.forget_deliveries(null) ->> 'deliveries_forgotten')::int > 0, true,
  'What ended is forgotten after a month');
select is_empty($$select from webhooks.deliveries where status = 'failed'$$, 'in whole');
select isnt_empty($$select from webhooks.deliveries where status = 'pending'$$,
  'What is on its way is not');
