-- The wall between tenants, asked from both sides for every table of the house.
select test.provision('acme');
select test.provision('globex');
select test.as('admin', 'acme');
insert into tenancy.members (subject, role) values ('ann', 'viewer');
update tenancy.brands set website = 'example.com';

select test.root();
create view test.walled as
select c.oid::regclass::text as name, c.oid
from pg_class as c
join pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_id'
join pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname not in ('test', 'pgtap', 'graphile_worker')
  and not c.relispartition;
grant select on test.walled to public;

-- How many rows of another tenant a person sees in a table; null when it may not look at all.
create function test.foreign_rows(name text, mine uuid) returns bigint language plpgsql as $$
declare
  v_count bigint;
begin
  execute format('select count(*) from %s where tenant_id is distinct from $1', name)
    into v_count using mine;
  return v_count;
exception when insufficient_privilege then
  return null;
end $$;
grant execute on all functions in schema test to public;

-- Stranger
select test.as('viewer', 'globex');
select is(
  (select array_agg(name) from test.walled where test.foreign_rows(name, test.tenant('globex')) > 0),
  null, 'A viewer sees no row of another tenant, in no table');
select test.as('admin', 'globex');
select is(
  (select array_agg(name) from test.walled where test.foreign_rows(name, test.tenant('globex')) > 0),
  null, 'Nor does an admin');
select test.as('owner', 'globex');
select is(
  (select array_agg(name) from test.walled where test.foreign_rows(name, test.tenant('globex')) > 0),
  null, 'Nor do our own functions');
select test.as('worker', 'globex');
select is(
  (select array_agg(name) from test.walled where test.foreign_rows(name, test.tenant('globex')) > 0),
  null, 'Nor does a worker');
select test.root();
select ok(test.foreign_rows('tenancy.members', test.tenant('globex')) > 0,
  'There is something to be seen');

-- Someone of no tenant
select test.as('viewer');
select is(
  (select array_agg(name) from test.walled where test.foreign_rows(name, null) > 0), null,
  'Who has no tenant sees nothing');
select test.as('owner');
select is(
  (select array_agg(name) from test.walled
   where name <> 'events.idempotency_keys' and test.foreign_rows(name, null) > 0),
  null, 'Our functions outside a tenant see nothing either');

-- Writing over the wall
select test.as('owner', 'globex');
select throws_ok(
  format($$insert into tenancy.members (tenant_id, subject, role) values (%L, 'eve', 'admin')$$,
    test.tenant('acme')), '42501', null, 'Our own functions write nothing to others');
select is_empty(
  format($$update tenancy.members set role = 'admin' where tenant_id = %L returning 1$$,
    test.tenant('acme')), 'They change nothing there');
select throws_ok(
  format($$update tenancy.brands set tenant_id = %L$$, test.tenant('acme')), '42501', null,
  'Nor move a row over the wall');
select is_empty(
  format($$delete from tenancy.members where tenant_id = %L returning 1$$, test.tenant('acme')),
  'Nor remove one there');

-- Nobody: the login of the API before it has become anyone
select test.as('nobody', 'acme');
select is(
  (select array_agg(name) from test.walled where test.foreign_rows(name, null) is not null), null,
  'Nobody may look at any table');
select throws_ok('create table kernel.mine (id int)', '42501', null, 'Nobody makes a table');
select throws_ok('create temp table mine (id int)', '42501', null, 'Not even a temporary one');

-- Whoever acts: nothing outside the grants
select test.as('admin', 'acme');
select throws_ok('select * from tenancy.analysts', '42501', null, 'An admin reads no logins');
select throws_ok($$select tenancy.bind_analyst('x', 'acme')$$, '42501', null, 'And binds none');
select throws_ok('select * from tenancy.duties', '42501', null, 'How the house works is its own');
select throws_ok('create function tenancy.mine() returns int language sql as ''select 1''', '42501',
  null, 'An admin makes no function');
select throws_ok('select pg_advisory_lock(1)', '42501', null, 'And holds up nobody');
select test.as('operator');
select throws_ok($$select tenancy.bind_analyst('x', 'nowhere')$$, 'NOTFD', null,
  'An analyst is bound to a tenant that exists');
