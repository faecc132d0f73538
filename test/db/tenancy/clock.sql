-- The clock: whose day it is, and how a sandbox moves through its days.
select test.provision('acme', '2025-01-01T20:00:00Z');
select test.provision('york', '2025-03-08T17:00:00Z', time_zone => 'America/New_York');
select test.as('operator');
insert into test.tenants select 'live', (tenancy.provision_tenant('Live', 'live')).id;

-- A duty that notes when it was called.
select test.root();
create table test.calls (place int generated always as identity, slug text, now timestamptz, today date);
grant all on test.calls to tenor_owner;
grant usage on schema test to tenor_owner;
create function test.due(among uuid[]) returns setof uuid language sql as
  'select coalesce(among[1], tenancy.current_tenant_id())';
create function test.note_call(ids uuid[]) returns jsonb language sql as $$
  insert into test.calls (slug, now, today)
  select t.slug, tenancy.now(), tenancy.today() from tenancy.tenants as t where t.id = any (ids);
  select jsonb_build_object('calls', cardinality(ids))
$$;
create function test.note_second(ids uuid[]) returns jsonb language sql as $$
  insert into test.calls (slug) select 'second' from unnest(ids);
  select jsonb_build_object('calls', 10 * cardinality(ids), 'more', cardinality(ids))
$$;
grant execute on all functions in schema test to public;
select lives_ok($$select
  tenancy.register_duty('note second', 7, 'test.note_second', 'test.due', 'tenant'),
  tenancy.register_duty('note call', 5, 'test.note_call', 'test.due', 'tenant'),
  tenancy.register_duty('note call', 6, 'test.note_call', 'test.due', 'tenant')$$,
  'A duty is entered once, by its name');
delete from tenancy.duties where routine not like 'test.%';
select is((select position from tenancy.duties where name = 'note call'), 6,
  'The last word counts');
select throws_ok(format('select tenancy.register_duty(%L, 1, %L, %L, %L)', 'bad', a, b, 'tenant'),
  '23514', null, 'A routine is a name, never a statement')
from (values ('drop table x', 'test.due'), ('test.note_call', 'drop table x')) as v (a, b);

-- Viewer: today in time zones
select test.as('viewer', 'acme');
select is(tenancy.now(), '2025-01-01T20:00:00Z', 'A sandbox stands still');
select is(tenancy.today(v.zone), v.day, coalesce(v.zone, 'The tenant''s own zone'))
from (values
  (null, '2025-01-01'::date), ('UTC', '2025-01-01'), ('Asia/Kolkata', '2025-01-02'),
  ('America/New_York', '2025-01-01'), ('Pacific/Kiritimati', '2025-01-02'),
  ('Pacific/Pago_Pago', '2025-01-01')
) as v (zone, day);
select throws_ok($$select tenancy.today('Mars/Olympus')$$, '22023', null,
  'There is no day on Mars');
select results_eq('select now, today, time_zone, sandbox from tenancy.clock()',
  $$values ('2025-01-01T20:00:00Z'::timestamptz, '2025-01-01'::date, 'UTC', true)$$,
  'The clock is shown with its zone');
select throws_ok($$select tenancy.advance_clock('2025-02-01')$$, '42501', null,
  'A viewer moves no clock');
select throws_ok('select tenancy.perform_duties()', '42501', null, 'And does no duties');

-- What a row says of its own dates is said by one clock
select test.as('admin', 'acme');
select customers.create_account('Acme');
update customers.accounts set industry = 'Software';
select results_eq('select created_at, updated_at from customers.accounts',
  $$values (timestamptz '2025-01-01T20:00:00Z', timestamptz '2025-01-01T20:00:00Z')$$,
  'Changed while the clock stands still, it was changed when it was made');
update tenancy.brands set website = 'acme.example';
select is((select updated_at from tenancy.brands), '2025-01-01T20:00:00Z', 'So it is with all rows');
update tenancy.tenants set name = 'Acme';
select ok((select created_at <= updated_at and updated_at > '2026-01-01' from tenancy.tenants),
  'but the tenant''s own, which is the platform''s');

-- Admin: forward, never back
select test.as('admin', 'acme');
select throws_ok($$select tenancy.advance_clock('2025-01-01T19:59:59Z')$$, 'INPUT',
  'The clock never moves back.', 'Never back, not by a second');
select throws_ok('select tenancy.advance_clock(null)', 'INPUT', null, 'An instant has to be said');
select throws_ok($$select tenancy.advance_clock('infinity')$$, 'INPUT', null, 'A finite one');
select throws_ok($$select tenancy.advance_clock('2031-01-01')$$, 'INPUT', null,
  'At most 5 years away');
select is((tenancy.advance_clock('2025-01-01T20:00:00Z')).now, '2025-01-01T20:00:00Z',
  'It may be told to stay');
select test.root();
select is((select count(*)::int from test.calls), 0, 'Then nothing is done');
select test.as('admin', 'acme');
select is((tenancy.advance_clock('2025-01-04T09:30:00Z')).work, '{"calls": 44, "more": 4}',
  'On the way every day''s work is done, and counted');
select is(tenancy.now(), '2025-01-04T09:30:00Z', 'Then the clock stands where it was told');
select test.root();
select results_eq(
  $$select coalesce(now::text, slug) from test.calls order by place$$,
  $$values (timestamptz '2025-01-02T00:00:00Z'::text), ('second'),
    (timestamptz '2025-01-03T00:00:00Z'::text), ('second'),
    (timestamptz '2025-01-04T00:00:00Z'::text), ('second'),
    (timestamptz '2025-01-04T09:30:00Z'::text), ('second')$$,
  'At each midnight and at the end, duties in their order');
delete from test.calls;

-- Admin in New York: midnights are those of the tenant, whatever the summer time does
select test.as('admin', 'york');
select isnt(tenancy.advance_clock('2025-03-11T00:00:00-04'), null, 'Over the change to summer time');
select test.root();
select results_eq(
  $$select now, today from test.calls where slug = 'york' order by place$$,
  $$values (timestamptz '2025-03-09T00:00:00-05', date '2025-03-09'),
    ('2025-03-10T00:00:00-04', '2025-03-10'), ('2025-03-11T00:00:00-04', '2025-03-11')$$,
  'Each day begins once');
delete from test.calls;

-- Zones in which midnight is skipped or comes twice
select test.provision('z' || place, '2025-01-01T12:00:00Z', time_zone => zone)
from unnest('{America/Santiago,America/Havana,Asia/Beirut,Africa/Cairo,Asia/Kolkata}'::text[])
  with ordinality as z (zone, place);
select isnt(tenancy.advance_clock('2026-01-02T12:00:00Z'), null, 'A year in ' || slug)
from (select slug from test.tenants where slug ~ '^z') as t
cross join lateral (select test.as('admin', slug)) as speaking;
select test.root();
select is(
  (select array_agg(distinct days) from (
    select count(distinct today) as days from test.calls where slug ~ '^z' group by slug) as counted),
  '{366}', 'No day of the year is left out');
select is_empty(
  $$select * from (select slug, today, lag(today) over (partition by slug order by place) as before
    from test.calls where slug ~ '^z') as c where today < before or today > before + 1$$,
  'And they come in order');

-- A live tenant
select test.as('admin', 'live');
select ok(abs(extract(epoch from tenancy.now() - now())) < 1, 'A live clock is the wall clock');
select throws_ok($$select tenancy.advance_clock('2031-01-01')$$, 'NOSBX', null,
  'Nobody moves the clock of a live tenant');
select is((select sandbox from tenancy.clock()), false, 'It says so');

-- Worker: between tenants and in one
select test.root('z1');
update tenancy.tenants set status = 'suspended', status_reason = 'x' where slug = 'z1';
select test.as('worker', 'live');
select is(tenancy.perform_duties(), '{"calls": 11, "more": 1}', 'In a tenant it does the duties');

-- Nobody
select test.as('nobody', 'acme');
select throws_ok(ask, '42501', null, 'Nobody is answered: ' || ask)
from unnest('{select tenancy.now(),select tenancy.clock(),select * from tenancy.tenants,
  select tenancy.current_tenant_id()}'::text[]) as ask;
