-- Addresses and contacts are written by sales and finance, for accounts that they can see.
select test.provision('acme');
select test.provision('other');
-- Ids by name, for strangers too.
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
grant execute on function test.account to public;
create function test.ops() returns uuid language sql security definer as $$
  select c.id from customers.contacts as c where c.kind = 'technical' $$;
grant execute on function test.ops to public;
select test.as('sales', 'acme');
select customers.create_account('Acme');

select lives_ok(
  $$insert into customers.addresses (account_id, kind, line1)
    values (test.account('Acme'), 'shipping', 'Dock')$$,
  'Sales adds an address');
select lives_ok($$update customers.addresses set line1 = 'Dock 2', city = 'Bern'$$, 'changes it');
select throws_ok(
  $$update customers.addresses set account_id = uuidv7()$$, '42501', null,
  'and does not give it to another account');
select throws_ok(
  $$insert into customers.addresses (account_id, kind, line1)
    values (test.account('Acme'), 'moon', 'x')$$,
  '23514', null, 'An unknown kind is refused');
select throws_ok(
  $$insert into customers.addresses (account_id, line1)
    values (test.account('Acme'), repeat('x', 256))$$,
  '23514', null, 'So is a line too long');
select throws_ok(
  $$insert into customers.addresses (account_id, line1) values (uuidv7(), 'x')$$, 'NOTFD',
  'No account has this id.', 'An unknown account has no address');
select throws_ok(
  $$select customers.set_address(uuidv7(), 'billing', row('x', null, null, null, null, null))$$,
  'NOTFD', null, 'by a command neither');
select lives_ok(
  $$insert into customers.contacts (account_id, kind, email, name)
    values (test.account('Acme'), 'technical', 'ops@example.com', 'Ops')$$, 'Sales adds a contact');
select throws_ok(
  $$insert into customers.contacts (account_id, email)
    values (test.account('Acme'), 'a@b.c, d@e.f')$$,
  '23514', null, 'One contact has one address');
select throws_ok(
  $$insert into customers.contacts (account_id, email, name)
    select test.account('Acme'), 'a@b.c', E'Jo\r\nBcc: x@y.z'$$, '23514', null,
  'A name with a line break is refused');


-- By a command, of the account that is named.
select customers.create_account('Other');
select results_eq(
  $$select name, email, phone, receives from customers.change_contact(test.account('Acme'),
    test.ops(), phone => '+41 1', receives => '{renewals}')$$,
  $$values ('Ops', 'ops@example.com', '+41 1', '{renewals}'::text[])$$,
  'What is not given stays as it is');
select is((customers.change_contact(test.account('Acme'), test.ops(), phone => ' ')).phone, null,
  'what is empty goes');
select throws_ok($$select customers.change_contact(test.account('Other'), test.ops(), name => 'x')$$,
  'NOTFD', 'The account has no contact with this id.', 'A contact of another account is unknown');
select throws_ok($$select customers.remove_contact(test.account('Other'), test.ops())$$,
  'NOTFD', 'The account has no contact with this id.', 'and is not removed');
select is((customers.remove_contact(test.account('Acme'), (
    select id from customers.set_contact(test.account('Acme'), 'other', 'x@example.com')))).email,
  'x@example.com', 'A contact can be removed');

select test.as('viewer', 'acme');
select is((select city from customers.addresses), 'Bern', 'A viewer reads addresses');
select is((select name from customers.contacts), 'Ops', 'and contacts');
select throws_ok($$update customers.addresses set city = 'x'$$, '42501', null, 'changes none');
select throws_ok($$delete from customers.contacts$$, '42501', null, 'deletes none');
select throws_ok(
  $$insert into customers.contacts (account_id, email)
    values (test.account('Acme'), 'a@b.c')$$, '42501', null,
  'adds none');
select throws_ok(
  $$select customers.set_contact(test.account('Acme'), 'billing', 'a@b.c')$$, '42501', null,
  'by a command neither');

select throws_ok($$select customers.change_contact(test.account('Acme'), test.ops())$$, '42501',
  null, 'nor changes one');
select throws_ok($$select customers.remove_contact(test.account('Acme'), test.ops())$$, '42501',
  null, 'nor removes one');

select test.as('sales', 'other');
select throws_ok($$select customers.change_contact(test.account('Acme'), test.ops(), name => 'x')$$,
  'NOTFD', 'No account has this id.', 'A stranger finds no account');
select throws_ok($$select customers.remove_contact(test.account('Acme'), test.ops())$$,
  'NOTFD', 'No account has this id.', 'to remove one of either');
select is_empty('select * from customers.addresses', 'A stranger sees no address');
select is_empty('select * from customers.contacts', 'nor contact');
select throws_ok(
  $$insert into customers.addresses (account_id, line1)
    values (test.account('Acme'), 'x')$$, 'NOTFD',
  'No account has this id.', 'A foreign account is as unknown as any');
select throws_ok(
  $$insert into customers.addresses (tenant_id, account_id, line1)
    values (test.tenant('acme'), test.account('Acme'), 'x')$$, '42501', null,
  'A tenant is nobody''s to write');

select test.as('sales', 'acme');
select lives_ok($$delete from customers.addresses$$, 'Sales deletes an address');
select test.root('acme');
select set_eq(
  $$select operation from audit.entries where table_name = 'customers.addresses'$$,
  $$values ('insert'), ('update'), ('delete')$$, 'The audit log has it all');
