-- Security events: noted once, kept for good, read by admins of their tenant and by the operator.
select test.provision('acme');
select test.provision('globex');
create function test.seen() returns text language sql as $$
  select audit.record_security_events('[{"occurred_at": "2025-01-01T00:00:00Z",
    "event": "access.denied", "subject": "eve", "role": "viewer", "request_id": "r1",
    "client_ip": "192.0.2.1", "details": {"code": "forbidden"}}]') $$;
create function test.refused(persona text, statement text) returns text language plpgsql as $$
begin
  perform test.as(persona, 'acme');
  return throws_ok(statement, '42501', null, persona || ' is refused: ' || statement);
end $$;
grant execute on all functions in schema test to public;

select test.as('edge', 'acme');
select lives_ok('select test.seen()', 'The edge records what it saw in a tenant');
select test.as('edge', null::uuid);
select lives_ok('select test.seen()', 'and of callers who are of none.');
select throws_ok('select * from audit.security_events', '42501', null, 'It reads nothing,');
select throws_ok($$select audit.note_security('access.denied')$$, '42501', null,
  'and notes no acts.');
select test.as('edge', 'acme');
select throws_ok($$select audit.record_security_events('[{"occurred_at": "2025-01-01T00:00:00Z",
  "event": "No name"}]')$$, '23514', null, 'An event has a name.');

select test.refused(persona, 'select test.seen()')
from unnest('{viewer,sales,finance,approver,admin,worker}'::text[]) as persona;
select test.refused(persona, 'select * from audit.security_events')
from unnest('{viewer,sales,finance,approver,worker}'::text[]) as persona;

select test.as('admin', 'acme');
select results_eq('select event from audit.security_events order by event',
  $$values ('access.denied'), ('tenant.provisioned')$$, 'An admin sees those of the tenant');
select results_eq(
  $$select subject, role, request_id, client_ip, details ->> 'code'
    from audit.security_events where event = 'access.denied'$$,
  $$values ('eve', 'viewer', 'r1', '192.0.2.1', 'forbidden')$$, 'with all that is known.');
select throws_ok(act, '42501', null, 'An admin is refused: ' || act)
from unnest(array['update audit.security_events set subject = ''x''',
  'delete from audit.security_events', 'truncate audit.security_events',
  'insert into audit.security_events (tenant_id, event)
    values (tenancy.current_tenant_id(), ''a.b'')']) as act;
select test.as('admin', 'globex');
select results_eq('select event from audit.security_events', $$values ('tenant.provisioned')$$,
  'A stranger sees none of them.');
select test.as('operator');
select results_eq(
  $$select tenant_id from audit.security_events where event = 'access.denied' order by 1$$,
  $$values ('00000000-0000-0000-0000-000000000000'::uuid), (test.tenant('acme'))$$,
  'The operator sees all, those of nobody too.');
select test.as('owner', 'acme');
select throws_ok(act, 'FORBD', null, 'The owner is refused: ' || act)
from unnest(array['update audit.security_events set subject = ''x''',
  'delete from audit.security_events', 'truncate audit.security_events',
  'delete from audit.verifications']) as act;

-- The daily look
select test.as('worker', 'acme');
select is((audit.record_verification(null)).findings, '{}', 'Without a seal no head is missed.');
select test.as('admin', 'acme');
select throws_ok('select audit.record_verification(null)', '42501', null, 'It is the worker''s.');
select is((select count(*)::int from audit.verifications), 1, 'An admin sees what came out,');
select test.as('viewer', 'acme');
select throws_ok('select * from audit.verifications', '42501', null, 'a viewer does not.');
select is((select count(*)::int from events.events where type = 'audit.verified'), 1,
  'It is told as an event.');
select test.as('worker', 'acme');
select is((audit.record_verification('00')).findings,
  array['the kept head is not in the chain: it was cut or written anew'], 'A broken log');
select test.as('admin', 'acme');
select is((select count(*)::int from events.events where type = 'audit.broken'), 1,
  'is an event');
select is((select count(*)::int from audit.security_events where event = 'audit.broken'), 1,
  'and an alarm.');
