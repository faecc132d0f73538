-- Nobody gives a role to himself.
select test.provision('acme');
select test.as('admin', 'acme', 'adam');
select throws_ok($$insert into tenancy.members (subject, role) values ('adam', 'viewer')$$, 'DUTYC',
  'Nobody gives a role to himself: ask another admin.', 'Nobody makes himself a member');
select lives_ok($$insert into tenancy.members (subject, role, email)
  values ('ada', 'admin', 'ada@acme.example'), ('bob', 'cashier', null), ('tom', 'tax', null)$$,
  'An admin gives roles to others');
select test.as('admin', 'acme', 'ada');
select throws_ok($$update tenancy.members set role = 'finance' where subject = 'ada'$$, 'DUTYC', null,
  'Nor does a member change his own,');
select lives_ok($$update tenancy.members set name = 'Ada', role = 'admin' where subject = 'ada'$$,
  'which is not to say his name');
select results_eq($$select granted_by, confirmed_by from tenancy.members where subject = 'ada'$$,
  $$values ('adam', null::text)$$, 'What he has he does not confirm');
select throws_ok($$insert into tenancy.members (subject, role, email)
  values ('ada2', 'approver', 'ADA@acme.example')$$, 'DUTYC',
  'Another admin adds a second identity of yours.', 'Nor is there a second one of his own making');
select lives_ok($$insert into tenancy.members (subject, role, email)
  values ('ada2', 'approver', 'a@acme.example')$$, 'by what is known of him');
select throws_ok($$update tenancy.members set email = 'Ada@acme.example' where subject = 'ada2'$$,
  'DUTYC', null, 'neither later');
select test.as('admin', 'acme', 'adam');
select lives_ok($$update tenancy.members set email = 'Ada@acme.example' where subject = 'ada2'$$,
  'Another admin may');
update tenancy.members set role = 'approver' where subject = 'ada2';
select results_eq($$select granted_by, confirmed_by from tenancy.members where subject = 'ada2'$$,
  $$values ('ada', null::text)$$, 'but who made the giver may be the giver, and confirms nothing,');
select test.root('acme');
select results_eq($$select h from tenancy.hands_of('ada2') as h order by h$$,
  $$values ('ada'), ('ada2'), ('adam'), ('bob'), ('tom')$$, 'as all may be who hang together.');
insert into tenancy.members (subject, role) values ('eve', 'admin');
select test.as('admin', 'acme', 'eve');
update tenancy.members set role = role where subject in ('ada', 'ada2');
select results_eq($$select subject, granted_by, confirmed_by from tenancy.members
  where subject in ('ada', 'ada2') order by 1$$,
  $$values ('ada', 'adam', 'eve'), ('ada2', 'ada', 'eve')$$, 'An admin from outside does,');
select test.root('acme');
select results_eq($$select h from tenancy.hands_of('ada2') as h$$, $$values ('ada2')$$,
  'and then he is one of his own.');
select test.as('admin', 'acme', 'adam');
update tenancy.members set status = 'removed' where subject = 'ada2';
update tenancy.members set status = 'active' where subject = 'ada2';
select results_eq($$select granted_by, confirmed_by from tenancy.members where subject = 'ada2'$$,
  $$values ('adam', null::text)$$, 'Who is taken back has his role anew');
select throws_ok($$insert into tenancy.members (subject, role, granted_by)
  values ('x', 'viewer', 'ada')$$, '42501', null, 'Nobody says that another one gave it');
