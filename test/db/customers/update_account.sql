-- What people may change of an account, and what only commands may.
select test.provision('acme');
select test.provision('other');
select test.as('sales', 'acme');
select customers.create_account('Acme', payment_terms => 'net_30', external_id => 'a');

select lives_ok(
  $$update customers.accounts set account_name = 'Acme Inc.', industry = 'Rockets',
      metadata = '{"tier": 1}'$$, 'Sales changes what describes an account');
update customers.accounts set payment_terms = 'net_90';
select is((select payment_terms_days from customers.accounts), 90, 'New terms bring their days');
update customers.accounts set payment_terms_days = 10;
select is((select payment_terms from customers.accounts), 'net_10', 'New days bring their terms');
update customers.accounts set payment_terms = 'custom';
update customers.accounts set payment_terms_days = 33;
select results_eq(
  'select payment_terms, payment_terms_days from customers.accounts',
  $$values ('custom', 33)$$, 'Custom terms stay custom');
update customers.accounts set payment_terms = null;
select is((select payment_terms_days from customers.accounts), null,
  'No terms, no days: inherited');
select throws_ok(
  $$update customers.accounts set payment_terms = 'net_30', payment_terms_days = 31$$, '23514',
  null, 'Terms and days must agree');

select throws_ok(
  $$update customers.accounts set credit_limit = 1e6$$, '42501', null, 'Sales gives no credit');
select throws_ok(
  $$update customers.accounts set credit_hold = false$$, '42501', null, 'Nor lifts a hold');
select throws_ok(
  $$update customers.accounts set path = '{}'$$, '42501', null, 'A path is nobody''s to write');
select throws_ok(
  $$update customers.accounts set tenant_id = uuidv7()$$, '42501', null, 'nor is a tenant');
select throws_ok($$delete from customers.accounts$$, '42501', null, 'Nothing is deleted bare');

select test.as('finance', 'acme');
select lives_ok(
  $$update customers.accounts set credit_limit = 5000, credit_limit_scope = 'subtree'$$,
  'Finance gives credit,');
select lives_ok($$update customers.accounts set credit_limit = 4000$$, 'and less of it');
select throws_ok($$update customers.accounts set credit_limit = 4001$$, 'INPUT', null,
  'but more of it for a reason alone,');
select throws_ok($$update customers.accounts set credit_limit = null$$, 'INPUT', null,
  'or without a limit,');
select lives_ok(
  $$update customers.accounts set credit_limit = 5000, credit_limit_reason = 'Pays well'$$,
  'which is kept.');
select throws_ok(
  $$update customers.accounts set credit_limit = 6000, credit_limit_reason = 'Pays well'$$,
  'INPUT', null, 'Each time has its own');
select test.as('viewer', 'acme');
select throws_ok(
  $$update customers.accounts set account_name = 'x'$$, '42501', null, 'A viewer changes nothing');
select test.as('finance', 'other');
select lives_ok($$update customers.accounts set account_name = 'x'$$, 'A stranger finds no row');
select test.as('viewer', 'acme');
select is((select account_name from customers.accounts), 'Acme Inc.', 'and changes none');

select test.root('acme');
select results_eq(
  $$select data -> 'previous' from events.events
    where type = 'account.updated' and tenant_id = test.tenant('acme') order by id limit 1$$,
  $$values ('{"industry": null, "metadata": {}, "account_name": "Acme"}'::jsonb)$$,
  'An event tells what was before, of what changed');
select test.as('sales', 'acme');
update customers.accounts set account_name = account_name;
select test.root('acme');
select is(
  (select count(*)::int from events.events
   where type = 'account.updated' and tenant_id = test.tenant('acme')),
  9, 'What did not change is not announced');
