-- An auditor reads all that a tenant is and did, and writes nothing.
select test.provision('acme');
select test.as('finance', 'acme');
select customers.create_account('North');
select test.as('auditor', 'acme');
select isnt_empty('select * from customers.accounts', 'An auditor reads what members read,');
select isnt_empty('select id, table_name, new_values from audit.entries', 'the audit log,');
select lives_ok('select * from audit.verify()', 'and proves it');
select test.root();
select is_empty(
  $$select p.oid::regprocedure::text from pg_proc as p
    where has_function_privilege('tenor_auditor', p.oid, 'execute')
      and not has_function_privilege('tenor_viewer', p.oid, 'execute')
      and p.oid::regproc::text <> 'audit.verify'
      and p.pronamespace::regnamespace::text <> 'test'$$,
  'He runs nothing that a viewer does not, but that proof');
select is_empty(
  $$select c.oid::regclass::text from pg_class as c
    where c.relkind in ('r', 'v', 'p') and has_table_privilege('tenor_auditor', c.oid,
      'insert, update, delete, truncate')
      and not has_table_privilege('tenor_viewer', c.oid, 'insert, update, delete, truncate')$$,
  'and changes nothing');
