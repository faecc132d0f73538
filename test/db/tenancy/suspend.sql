-- The operator suspends, reactivates and closes tenants; nobody else does.
select test.provision('acme', '2026-02-01T12:00:00Z');
create function test.acme() returns uuid language sql as $$
  select t.id from test.tenants as t where t.slug = 'acme' $$;
create function test.admitted() returns text language sql as $$
  select tenancy.admit_caller(); select current_setting('transaction_read_only') $$;
grant execute on all functions in schema test to public;

-- Admin
select test.as('admin', 'acme');
select is(test.admitted(), 'off', 'Who is active writes');
select throws_ok('select tenancy.suspend_tenant(test.acme(), $$x$$)', '42501', null,
  'A tenant does not suspend itself');
select throws_ok('select tenancy.close_tenant(test.acme(), $$x$$)', '42501', null,
  'nor close itself');
select throws_ok('select tenancy.reactivate_tenant(test.acme())', '42501', null,
  'nor reactivate itself.');
select throws_ok($$update tenancy.tenants set status = 'active'$$, '42501', null,
  'Its status is no setting.');

-- Operator
select test.as('operator');
select throws_ok('select tenancy.suspend_tenant(test.acme(), $$ $$)', 'INPUT', null,
  'A reason is needed');
select throws_ok('select tenancy.suspend_tenant(uuidv7(), $$x$$)', 'NOTFD', null, 'and a tenant.');
select throws_ok('select tenancy.reactivate_tenant(test.acme())', 'TRANS', null,
  'What is active is not reactivated.');
select is((tenancy.suspend_tenant(test.acme(), 'Unpaid')).status, 'suspended', 'Suspended,');
select is(current_setting('tenor.tenant_id'), '', 'the operator stands outside again,');
select is((tenancy.reactivate_tenant(test.acme())).status_reason, null, 'reactivated,');
select is((tenancy.close_tenant(test.acme(), 'Gone')).status, 'closed', 'and closed.');
select throws_ok('select tenancy.reactivate_tenant(test.acme())', 'TRANS', null, 'That is final.');

select test.as('admin', 'acme');
select throws_ok('select test.admitted()', 'SUSPD', null, 'Nobody enters what is closed');
select is((select count(*) from audit.entries as e
    where e.table_name = 'tenancy.tenants' and e.operation = 'update'), 3::bigint,
  'The audit log has each step.');
