-- The audit log: who did what, when, from where; kept as it was written.
select test.provision('acme');
select test.provision('globex');

-- Admin changes something
select test.as('admin', 'acme', 'ada');
insert into tenancy.members (subject, name, role) values ('finn', 'Finn', 'viewer'), ('eve', 'Eve', 'sales');
update tenancy.members set role = 'finance' where subject = 'finn';
update tenancy.members set role = 'finance' where subject = 'finn';
update tenancy.members set role = 'admin' where subject = 'nobody';
select is(
  (select count(*)::int from audit.entries
   where table_name = 'tenancy.members' and operation = 'insert'), 2,
  'A statement over two rows makes two entries');
select results_eq(
  $$select actor, actor_role, request_id, client_ip, operation,
      old_values ->> 'role', new_values ->> 'role'
    from audit.entries where table_name = 'tenancy.members' order by id desc limit 1$$,
  $$values ('ada', 'tenor_admin', 'pgtap', '192.0.2.1', 'update', 'viewer', 'finance')$$,
  'An entry says who, as what, in which request, from where, what it was and what it is');
select is(
  (select row_id from audit.entries where operation = 'update'
   and table_name = 'tenancy.members' limit 1),
  (select id from tenancy.members where subject = 'finn'), 'And which row');
select ok(
  (select bool_and(recorded_at between now() and clock_timestamp()) from audit.entries),
  'Entries carry real time, whatever the sandbox clock says');

-- Redaction
update tenancy.brands set logo = '\x89504e47', logo_type = 'image/png';
select is(
  (select new_values ? 'logo' or old_values ? 'logo' from audit.entries
   where table_name = 'tenancy.brands' and operation = 'update'), false,
  'A redacted column is never kept');
select is(
  (select new_values ->> 'logo_type' from audit.entries
   where table_name = 'tenancy.brands' and operation = 'update'), 'image/png', 'The others are');

-- Commands: the person behind them, not the owner who runs them
select test.as('operator', null::uuid, 'root@platform');
select isnt((tenancy.provision_tenant('Third', 'third', sandbox => true)).id, null,
  'The operator opens a tenant');
select test.root();
select results_eq(
  $$select actor, actor_role, operation, old_values is null from audit.entries as e
    where e.table_name = 'tenancy.tenants'
      and e.tenant_id = (select id from tenancy.tenants where slug = 'third')$$,
  $$values ('root@platform', 'tenor_operator', 'insert', true)$$,
  'A command''s entry names the person, not the owner as whom it ran');
select test.as('admin', 'acme', 'ada');
select isnt(tenancy.advance_clock('2025-01-01T10:00:00Z'), null, 'The clock moves');
select is(
  (select old_values ->> 'clock_at' from audit.entries
   where table_name = 'tenancy.tenants' and operation = 'update'),
  '2025-01-01T09:00:00+00:00', 'Which is on record');

-- Deletion, and a table of one's own
select test.root('acme');
create table test.things (tenant_id uuid default test.tenant('acme'), id uuid default uuidv7(),
  name text, secret text);
grant all on test.things to tenor_owner;
select is(audit.watch('test.things', redact => '{secret}')::text, '', 'A table is put under audit');
select is(audit.watch('test.things', redact => '{secret}')::text, '', 'Twice is once');
select test.as('owner', 'acme');
insert into test.things (name, secret) select 'n' || n, 's' from generate_series(1, 100) as n;
update test.things set secret = 't' where name = 'n1';
delete from test.things where name <> 'n1';
select results_eq(
  $$select operation, count(*)::int, count(new_values)::int, count(old_values)::int
    from audit.entries where table_name = 'test.things' group by operation order by operation$$,
  $$values ('delete', 99, 0, 99), ('insert', 100, 100, 0), ('update', 1, 1, 1)$$,
  'Every row of every statement is on record, once');
select is_empty($$select id from audit.entries
  where table_name = 'test.things'
    and (coalesce(old_values, '{}') || coalesce(new_values, '{}')) ? 'secret'$$,
  'Without what must not be kept');

-- Append-only: for people by right, for the owner and the superuser by trigger
select test.as('admin', 'acme');
select throws_ok(act, '42501', null, 'An admin is refused: ' || act)
from unnest(array['update audit.entries set actor = ''x''', 'delete from audit.entries',
  'truncate audit.entries', 'insert into audit.entries (tenant_id, table_name, operation)
    values (tenancy.current_tenant_id(), ''a.b'', ''insert'')', 'delete from audit.seals']) as act;
select test.as('owner', 'acme');
select throws_ok(act, 'FORBD', null, 'The owner is refused: ' || act)
from unnest(array['update audit.entries set actor = ''x''', 'delete from audit.entries',
  'truncate audit.entries', 'update audit.seals set hash = ''x''', 'delete from audit.seals',
  'truncate audit.seals']) as act;
select test.root('acme');
select throws_ok(
  format(act, to_char(now(), 'YYYY_MM')), 'FORBD', null, 'A partition refuses too: ' || act)
from unnest('{update audit.entries_%s set actor = null,delete from audit.entries_%s,
  truncate audit.entries_%s}'::text[]) as act;
select throws_ok('update audit.entries set actor = null', 'FORBD', null,
  'Even a superuser has to switch triggers off first');

-- Months ahead
select is(audit.keep_partitions()::text, '', 'The worker opens the months ahead');
select is(
  (select count(*)::int from pg_inherits where inhparent = 'audit.entries'::regclass), 4,
  'This month and the next three are open, once each');
select lives_ok($$select audit.open_partition('2031-12-15')$$, 'Others are opened when asked for');
select is(
  (select relrowsecurity and relforcerowsecurity from pg_class
   where oid = 'audit.entries_2031_12'::regclass), true, 'Behind their wall');

-- Viewer and stranger
select test.as('viewer', 'acme');
select throws_ok('select id from audit.entries', '42501', null, 'A viewer does not read the log');
select throws_ok('select * from audit.verify()', '42501', null, 'Nor judge it');
select throws_ok(
  format('select * from audit.entries_%s', to_char(now(), 'YYYY_MM')), '42501', null,
  'Nor reach it by a partition''s name');
select test.as('admin', 'acme');
select throws_ok(
  format('select * from audit.entries_%s', to_char(now(), 'YYYY_MM')), '42501', null,
  'Not even an admin does');
select throws_ok('select audit.seal()', '42501', null, 'Sealing is the worker''s');
-- What tells how busy others are
select throws_ok(format('select %s', what), '42501', null, 'Numbers of the whole server are not told: ' || what)
from unnest(array['transaction_id from audit.entries', 'from_transaction from audit.seals',
  'to_transaction from audit.seals']) as what;
select throws_ok('select * from audit.' || hidden, '42501', null, 'nor is ' || hidden)
from unnest(array['tallies', 'heads']) as hidden;

select test.as('admin', 'globex');
select is_empty($$select id from audit.entries where table_name = 'tenancy.members'$$,
  'A stranger sees nothing of it');
