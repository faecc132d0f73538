-- How long events, jobs, mail and security events are kept.
select test.provision('acme');
select test.provision('other');
create function test.grow_old(days int) returns void language sql as $$
  insert into events.events (id, type, object_type, object_id, data)
  values (uuidv7(make_interval(days => -days)), 'account.created', 'account', uuidv7(), '{}');
  insert into events.jobs (id, task, status)
  select uuidv7(make_interval(days => -days)), 'billing/render_invoice', s.status
  from unnest('{queued,running,completed,failed}'::text[]) as s (status);
  insert into events.emails (id, kind, object_type, object_id, to_addresses, status)
  select uuidv7(make_interval(days => -days)), 'invoice', 'invoice', uuidv7(), '{a@b.de}', s.status
  from unnest('{queued,sent,captured,failed}'::text[]) as s (status) $$;
create function test.left() returns table (events bigint, jobs bigint, mail bigint) language sql as $$
  select (select count(*) from events.events where type = 'account.created'),
    (select count(*) from events.jobs), (select count(*) from events.emails) $$;
grant execute on all functions in schema test to public;
select test.root('other');
select test.grow_old(9000);
select test.root('acme');
select test.grow_old(days) from unnest('{0,8,91,731,3654}'::int[]) as days;

-- The settings.
select test.as('finance', 'acme');
select throws_ok($$update tenancy.tenants set events_kept_days = 100$$, '42501', null,
  'Finance does not say how long');
select test.as('admin', 'acme');
select throws_ok(format('update tenancy.tenants set %s', wrong), '23514', null, 'Not ' || wrong)
from unnest('{events_kept_days = 89,jobs_kept_days = 6,mail_kept_days = 2191,deliveries_kept_days = 6,
  deliveries_kept_days = 91,security_events_kept_days = 364}'::text[]) as wrong;

-- By default.
select throws_ok('select events.forget(10)', '42501', null, 'People forget nothing');
select test.as('worker', 'acme');
select is(events.forget(1), 3, 'Some of each kind at once');
select is(events.forget(100), 8, 'and the rest');
select is(events.forget(100), 0, 'until nothing is over');
select test.as('owner', 'acme');
select results_eq('select * from test.left()', 'values (3::bigint, 14::bigint, 17::bigint)',
  'Events of 2 years, jobs of 90 days, mail of 10 years; what waits is not over');

-- As the tenant says.
select test.as('admin', 'acme');
update tenancy.tenants set events_kept_days = 90, jobs_kept_days = 7, mail_kept_days = null;
select test.as('worker', 'acme');
select is(events.forget(100), 3, 'Sooner');
select test.as('owner', 'acme');
select results_eq('select * from test.left()', 'values (2::bigint, 12::bigint, 17::bigint)',
  'or never');
select throws_ok($$delete from events.events where tenant_id = test.tenant('acme')$$, 'FORBD',
  'events.events is append-only.', 'Events of the last 90 days go by nobody''s hand');
select test.root('other');
select is((select count(*) from events.events where tenant_id = test.tenant('other')
  and type = 'account.created'), 1::bigint, 'Another tenant''s are untouched');

-- Security events: of a tenant as it says, of the platform for two years.
create function test.seen_ago(variadic days int[]) returns void language sql as $$
  insert into audit.security_events (tenant_id, id, event)
  select tenancy.caller_id(), uuidv7(make_interval(days => -ago)), 'access.denied'
  from unnest(days) as ago $$;
create function test.denials() returns bigint language sql as $$
  select count(*) from audit.security_events
  where tenant_id = tenancy.caller_id() and event = 'access.denied' $$;
grant execute on all functions in schema test to public;
select test.root('other');
select test.seen_ago(9000);
select test.root('acme');
select test.seen_ago(0, 401, 731, 1000);
select test.as('admin', 'acme');
select throws_ok('select audit.forget_security_events(10)', '42501', null, 'People forget none');
select test.as('worker', 'acme');
select is(audit.forget_security_events(1), 1, 'Some at once');
select is(audit.forget_security_events(100), 1, 'and the rest');
select test.as('owner', 'acme');
select is(test.denials(), 2::bigint, 'Those of two years stay');
select throws_ok($$delete from audit.security_events where tenant_id = tenancy.caller_id()$$, 'FORBD',
  'audit.security_events is append-only.', 'Those of the last year go by nobody''s hand');
select test.as('admin', 'acme');
update tenancy.tenants set security_events_kept_days = 400;
select test.as('worker', 'acme');
select is(audit.forget_security_events(100), 1, 'Sooner, as the tenant says,');
select test.as('admin', 'acme');
update tenancy.tenants set security_events_kept_days = null;
select test.as('worker', 'acme');
select is(audit.forget_security_events(100), 0, 'or never');
select test.root('other');
select is(test.denials(), 1::bigint, 'Another tenant''s are untouched');
select test.root(null);
select test.seen_ago(1, 731);
select test.as('worker', null::uuid);
select is(audit.forget_security_events(100), 1, 'What is nobody''s is kept as long');
