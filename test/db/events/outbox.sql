-- The outbox: said in the transaction of the change, never unsaid; and the tasks that hear it.
select test.provision('acme');
select test.provision('globex');
select test.root();
delete from events.subscriptions;
select lives_ok($$select events.subscribe('account.created', 'test/greet', 'account_id')$$,
  'A task subscribes');
select lives_ok($$select events.subscribe('account.created', 'test/greet', 'account_id')$$,
  'Twice is once');
select lives_ok($$select events.subscribe('account.created', 'test/count', 'id')$$,
  'So may another');

-- Our own functions publish
select test.as('owner', 'acme');
select lives_ok($$select events.publish('account.created', 'account', '00000000-0000-7000-8000-000000000001',
  '{"name": "A", "tenant_id": "x"}')$$,
  'Something happened');
select results_eq(
  $$select type, object_type, object_id, data, created_at from events.events
    where type = 'account.created'$$,
  $$values ('account.created', 'account', '00000000-0000-7000-8000-000000000001'::uuid,
    '{"object": {"name": "A"}}'::jsonb, timestamptz '2025-01-01T09:00:00Z')$$,
  'It is said by the tenant''s clock, without the tenant''s id');
select results_eq(
  $$select task, payload ->> 'account_id', payload ->> 'id', status from events.jobs order by task$$,
  $$values ('test/count', null, '00000000-0000-7000-8000-000000000001', 'queued'),
    ('test/greet', '00000000-0000-7000-8000-000000000001', null, 'queued')$$,
  'Each task that hears it is queued, with the id under the name it asked for');
select lives_ok($$select events.publish('account.updated', 'account', uuidv7(), '{"a": 2}', '{"a": 1}')$$,
  'A change says');
select is((select data -> 'previous' from events.events where type = 'account.updated'), '{"a": 1}',
  'What it was before');
select is((select count(*)::int from events.jobs), 2, 'What nobody hears queues nothing');
select lives_ok($$select events.publish_many(array(
    select ('account.held', 'account', uuidv7(), jsonb_build_object('n', n), null)::events.new_event
    from generate_series(1, 500) as n order by n))$$, 'Five hundred at once');
select is(
  (select array_agg((data -> 'object' ->> 'n')::int order by id) from events.events
   where type = 'account.held'),
  (select array_agg(n) from generate_series(1, 500) as n), 'Are heard in the order they were said');
select lives_ok($$select events.publish_each('{thing.made,thing.sent}', 'thing', array(
    select jsonb_build_object('id', md5(n::text)::uuid, 'n', n, 'tenant_id', 'x')
    from generate_series(1, 3) as n order by n))$$, 'Several things said of several objects');
select results_eq(
  $$select type, object_type, object_id, data from events.events
    where object_type = 'thing' order by id$$,
  $$select said.type, 'thing', md5(n::text)::uuid, jsonb_build_object('object',
      jsonb_build_object('id', md5(n::text)::uuid, 'n', n))
    from generate_series(1, 3) as n
    cross join (values (1, 'thing.made'), (2, 'thing.sent')) as said (place, type)
    order by n, said.place$$,
  'Are said object by object, each as it stands, without the tenant''s id');
select throws_ok($$select events.publish('Created', 'account', uuidv7(), '{}')$$, '23514', null,
  'An event is noun.past_participle');

-- Heard by the dozen
select events.subscribe('box.packed', 'test/pack', 'box_id', 'test/pack_many');
select events.publish('box.packed', 'box', '00000000-0000-0000-0000-000000000000', '{}');
select events.publish_many(array(
  select ('box.packed', 'box', lpad(n::text, 32, '0')::uuid, '{}', null)::events.new_event
  from generate_series(1, 45) as n));
select results_eq(
  $$select task, jsonb_array_length(payload -> 'box_ids'), payload -> 'box_ids' ->> 0
    from events.jobs where task like 'test/pack%' order by task, payload -> 'box_ids' ->> 0$$,
  $$values ('test/pack', null::int, null::text),
    ('test/pack_many', 20, '00000000-0000-0000-0000-000000000001'),
    ('test/pack_many', 20, '00000000-0000-0000-0000-000000000021'),
    ('test/pack_many', 5, '00000000-0000-0000-0000-000000000041')$$,
  'One is heard alone; of many, twenty at a time by the task that takes them');

-- Never unsaid
select throws_ok(act, 'FORBD', null, 'The owner is refused: ' || act)
from unnest('{update events.events set type = ''a.b'',delete from events.events}'::text[]) as act;

-- Nothing is said of what did not happen
savepoint before;
select events.publish('account.released', 'account', uuidv7(), '{}');
rollback to before;
select is_empty($$select * from events.events where type = 'account.released'$$,
  'What is rolled back was not said');

-- People
select test.as('viewer', 'acme');
select ok((select count(*) from events.events) > 500, 'A viewer reads what happened');
select throws_ok(act, '42501', null, 'A viewer is refused: ' || act)
from unnest(array['delete from events.events',
  'insert into events.events (type, object_type, object_id, data)
    values (''a.b'', ''a'', uuidv7(), ''{}'')',
  'select events.publish(''account.created'', ''account'', uuidv7(), ''{}'')',
  'select events.enqueue(''test/greet'')', 'select * from events.subscriptions',
  'select * from events.idempotency_keys', 'select * from graphile_worker._private_jobs',
  'update events.jobs set status = ''failed''',
  'select graphile_worker.add_job(''test/greet'')']) as act;
select test.as('admin', 'acme');
select throws_ok($$select events.publish('account.created', 'account', uuidv7(), '{}')$$, '42501',
  null, 'An admin says nothing in the house''s name');

-- Stranger
select test.as('admin', 'globex');
select is((select count(*)::int from events.events where type <> 'tenant.provisioned'), 0,
  'A stranger hears nothing');
select is_empty('select * from events.jobs', 'And sees no job');
