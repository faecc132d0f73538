-- What happens is sent to who wants to hear it, in the same transaction, with the same bytes.
select test.provision('acme', currency => 'EUR');
select test.provision('globex');
create table test.endpoints (name text, id uuid);
grant select, insert on test.endpoints to public;
create function test.endpoint(name text, types text[]) returns void language sql as $$
  select test.seal_secret();
  insert into test.endpoints
  select name, e.id from webhooks.create_endpoint('https://example.com/' || name, types) as e $$;
grant execute on function test.endpoint to public;

select test.as('admin', 'acme');
select test.endpoint('all', '{}');
select test.endpoint('paid', '{invoice.paid,invoice.paid}');
select test.endpoint('payments', '{payment.*}');
select test.endpoint('off', '{}');
update webhooks.endpoints set status = 'disabled' where url like '%/off';
select test.as('admin', 'globex');
select test.endpoint('globex', '{}');

-- Matching
select test.as('owner', 'acme');
select events.publish_many(array[
  ('invoice.created', 'invoice', '00000000-0000-7000-8000-000000000001', '{"n": 1}', null),
  ('invoice.paid', 'invoice', '00000000-0000-7000-8000-000000000001', '{"total": 10.50}',
    '{"status": "open"}'),
  ('payment.received', 'payment', '00000000-0000-7000-8000-000000000002', '{"n": 3}', null)
]::events.new_event[]);
select test.root('acme');
select results_eq(
  $$select e.name, d.event_type from webhooks.deliveries as d
    join test.endpoints as e on e.id = d.endpoint_id order by e.name, d.event_id$$,
  $$values ('all', 'invoice.created'), ('all', 'invoice.paid'), ('all', 'payment.received'),
    ('paid', 'invoice.paid'), ('payments', 'payment.received')$$,
  'Each endpoint is sent what it asked for, once; a disabled one and a stranger nothing');
select set_eq(
  $$select (payload ->> 'delivery_id')::uuid from events.jobs where task = 'webhooks/deliver'$$,
  'select id from webhooks.deliveries', 'Each delivery is queued');
select is((select count(*)::int from graphile_worker.jobs where task_identifier = 'webhooks/deliver'),
  5, 'with the worker too');
select throws_ok(
  $$insert into webhooks.deliveries (endpoint_id, event_id, event_type, object_id)
    select endpoint_id, event_id, event_type, object_id from webhooks.deliveries$$, '23505', null,
  'An event goes to an endpoint once');

-- Payload
create function test.body() returns text language sql volatile as $$
  select (webhooks.begin_delivery(d.id)).body from webhooks.deliveries as d
  join test.endpoints as e on e.id = d.endpoint_id and e.name = 'paid' $$;
create table test.bodies as select test.body() as body;
select is((select array(select json_object_keys(body::json)) from test.bodies),
  '{id,type,created_at,tenant_id,data}', 'The body has five parts');
select is((select body::jsonb from test.bodies),
  (select jsonb_build_object('id', e.id, 'type', 'invoice.paid', 'tenant_id', e.tenant_id,
      'created_at', '2025-01-01T09:00:00.000Z',
      'data', '{"object": {"total": 10.50}, "previous": {"status": "open"}}'::jsonb)
    from events.events as e where e.type = 'invoice.paid'), 'that tell what happened');
set local timezone to 'Asia/Kolkata';
set local datestyle to 'SQL, DMY';
set local extra_float_digits to 0;
select is(test.body(), (select body from test.bodies), 'byte for byte the same, wherever it is made');
select results_eq(
  $$select b.url, b.event_id = d.event_id, b.attempt, abs(b.timestamp - extract(epoch from now())) < 60
    from webhooks.deliveries as d join test.endpoints as e on e.id = d.endpoint_id
    cross join lateral webhooks.begin_delivery(d.id) as b where e.name = 'paid'$$,
  $$values ('https://example.com/paid', true, 1, true)$$, 'A worker learns where it goes');

-- Worker
select test.as('worker', 'acme');
select is(webhooks.begin_delivery(uuidv7()), null, 'What is gone is not sent');
select is(webhooks.record_attempt(uuidv7(), 200, null, 5, 'ok'), null, 'nor recorded');
select throws_ok('select * from webhooks.deliveries', '42501', null,
  'A worker reads deliveries by commands only');
select test.root('acme');
create table test.foreign_id as select id from webhooks.deliveries limit 1;
grant select on test.foreign_id to public;
select test.as('worker', 'globex');
select is(webhooks.begin_delivery((select id from test.foreign_id)), null,
  'A foreign delivery is not sent');

-- Members
select test.as('viewer', 'acme');
select is((select count(*)::int from webhooks.deliveries), 5, 'A viewer reads deliveries');
select throws_ok($$update webhooks.deliveries set status = 'delivered'$$, '42501', null,
  'and writes none');
select throws_ok($$select webhooks.replay_delivery(id) from webhooks.deliveries$$, '42501', null,
  'nor replays one');
select test.as('viewer', 'globex');
select is_empty('select * from webhooks.deliveries', 'A stranger reads none');

-- Deleting
select test.as('admin', 'acme');
select webhooks.delete_endpoint(id) from test.endpoints where name = 'all';
select is((select count(*)::int from webhooks.deliveries), 2,
  'An endpoint is deleted with its deliveries');
select test.root('acme');
select is((select count(*)::int from webhooks.endpoint_secrets
    where tenant_id = test.tenant('acme')), 3, 'and its secrets');
select lives_ok($$select webhooks.begin_delivery((payload ->> 'delivery_id')::uuid)
  from events.jobs where task = 'webhooks/deliver'$$, 'Jobs that are left find nothing to do');
