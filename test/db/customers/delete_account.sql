-- A deleted account vanishes for everybody; nothing of it is lost.
select test.provision('acme', '2025-03-01T12:00:00Z');
select test.provision('other');
-- Ids by name, for strangers too.
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
grant execute on function test.account to public;
select test.as('sales', 'acme');
select customers.create_account('root', external_id => 'crm-7');
select customers.create_account('leaf', test.account('root'),
  billing_contact_email => 'ap@example.com',
  billing_address => row('x', null, null, null, null, null));

select throws_ok(
  $$select customers.delete_account(test.account('root'))$$, 'CNFLT',
  'The account has subsidiaries; move or delete them first.',
  'An account with subsidiaries stays');
select test.as('viewer', 'acme');
select throws_ok(
  $$select customers.delete_account(test.account('leaf'))$$, '42501', null,
  'A viewer deletes nothing');
select test.as('finance', 'other');
select throws_ok(
  $$select customers.delete_account(test.account('leaf'))$$, 'NOTFD', 'No account has this id.',
  'A stranger finds nothing to delete');

select test.as('sales', 'acme');
select results_eq(
  $$select status, deleted_at from customers.delete_account(test.account('leaf'))$$,
  $$values ('closed', '2025-03-01T12:00:00Z'::timestamptz)$$,
  'Sales deletes, by the tenant''s clock');
select results_eq('select account_name from customers.accounts', $$values ('root')$$,
  'The account is gone from the list');
select is_empty($$select * from customers.accounts where id = test.account('leaf')$$,
  'and by its id');
select is_empty('select * from customers.addresses', 'So are its addresses');
select is_empty('select * from customers.contacts', 'and contacts');
select results_eq(
  $$select account_name from customers.hierarchy(test.account('root'))$$, $$values ('root')$$,
  'The hierarchy has it no more');
select is_empty($$select customers.subtree_ids(test.account('leaf'))$$, 'nor has it a subtree');
select throws_ok(
  $$select customers.delete_account(test.account('leaf'))$$, 'NOTFD', 'No account has this id.',
  'It cannot be deleted again');
select throws_ok(
  $$select customers.create_account('x', test.account('leaf'))$$, 'NOTFD', null,
  'It takes no subsidiaries');
select throws_ok(
  $$insert into customers.contacts (account_id, email) values (test.account('leaf'), 'a@b.c')$$,
  'NOTFD', null, 'and no contacts');
update customers.accounts set account_name = 'Ghost' where id = test.account('leaf');
select lives_ok(
  $$select customers.delete_account(test.account('root'))$$,
  'Without subsidiaries the root goes too');
select lives_ok(
  $$select customers.create_account('again', external_id => 'crm-7')$$, 'Its external id is free');

select test.root('acme');
select results_eq(
  $$select account_name from customers.accounts where tenant_id = test.tenant('acme') order by id$$,
  $$values ('root'), ('leaf'), ('again')$$, 'The rows are still there, unchanged');
select is(
  (select count(*)::int from events.events where type = 'account.deleted'), 2,
  'Deletions are announced');
