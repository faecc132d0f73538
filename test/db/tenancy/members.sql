-- Members: admins add and change them, everybody reads, strangers do not.
select test.provision('acme');
select test.provision('globex');

-- Admin
select test.as('admin', 'acme');
select lives_ok(
  $$insert into tenancy.members (subject, name, email, role)
    values ('finn', 'Finn', 'finn@acme.example', 'finance')$$, 'An admin adds a member');
select is((select tenant_id from tenancy.members where subject = 'finn'), test.tenant('acme'),
  'In the tenant of the admin');
select throws_ok(
  $$insert into tenancy.members (subject, role) values ('finn', 'viewer')$$, '23505', null,
  'A subject is a member once');
select throws_ok(
  format($$insert into tenancy.members (tenant_id, subject, role) values (%L, 'x', 'admin')$$,
    test.tenant('globex')), '42501', null, 'The tenant is not the admin''s to say');
select throws_ok(
  format($$insert into tenancy.members (subject, name, email, role) values (%s)$$, v.row),
  '23514', null, v.why)
from (values
  ('''a'', null, null, ''operator''', 'Nobody in a tenant is the operator'),
  ('''a'', null, null, ''owner''', 'Nor its owner'),
  ('''a'', null, ''no address'', ''viewer''', 'An e-mail address has an @'),
  ('''a'', '''', null, ''viewer''', 'A name is not empty'),
  ('''a'', repeat(''x'', 201), null, ''viewer''', 'Nor longer than 200'),
  (''''', null, null, ''viewer''', 'A subject is not empty'),
  ('repeat(''x'', 256), null, null, ''viewer''', 'Nor longer than 255')
) as v (row, why);
select lives_ok($$update tenancy.members set role = 'sales', status = 'removed'
  where subject = 'finn'$$, 'An admin changes role and status');
select throws_ok($$update tenancy.members set status = 'gone'$$, '23514', null,
  'To one that exists');
select throws_ok($$update tenancy.members set subject = 'eve'$$, '42501', null,
  'A subject never becomes another person');
select throws_ok('delete from tenancy.members', '42501', null, 'A member is never deleted');
select throws_ok('truncate tenancy.members', '42501', null, 'Nor are all');

-- Viewer
select test.as('viewer', 'acme');
select is((select count(*)::int from tenancy.members), 1, 'A viewer sees the members');
select throws_ok($$insert into tenancy.members (subject, role) values ('me', 'admin')$$, '42501',
  null, 'A viewer makes nobody admin');
select throws_ok($$update tenancy.members set role = 'admin'$$, '42501', null,
  'Not even themselves');

-- Sales, finance and approver are no admins
select throws_ok($$update tenancy.members set role = 'admin'$$, '42501', null,
  persona || ' changes no member')
from unnest('{sales,finance,approver}'::text[]) as persona
cross join lateral (select test.as(persona, 'acme')) as speaking;

-- Stranger
select test.as('admin', 'globex');
select is_empty('select * from tenancy.members', 'A stranger sees no member');
select is_empty($$update tenancy.members set role = 'admin' returning id$$, 'And changes none');
select lives_ok($$insert into tenancy.members (subject, role) values ('finn', 'viewer')$$,
  'The same person may be a member elsewhere; nobody learns of it');
