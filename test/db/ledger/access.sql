-- Who may touch the books: members and analysts read, nobody writes.
select test.provision('acme', '2025-12-31T12:00:00Z');
select test.provision('globex', '2025-12-31T12:00:00Z');
create role books_analyst login in role tenor_analyst;
select test.as('operator');
select tenancy.bind_analyst('books_analyst', 'acme');
select test.as('owner', 'acme');
select ledger.post(array[
  (tenancy.default_legal_entity_id(),
    'billing.invoice', uuidv7(), 'finalized', 'INV-1', null, '2025-01-10',
    'USD', 'cash', null, 'deferred_revenue', null, 100)]::ledger.posting[]);

-- Finance: reads, does not write
select test.as('finance', 'acme');
select is((select count(*)::int from ledger.entries), 2, 'Finance reads the books');
select throws_ok(
  $$select ledger.post(array[
    (tenancy.default_legal_entity_id(),
      'billing.invoice', uuidv7(), 'finalized', 'INV-1', null, '2025-01-10',
      'USD', 'cash', null, 'deferred_revenue', null, 100)]::ledger.posting[])$$,
  '42501', null, 'Finance books by commands of the business only');
select throws_ok(
  $$select ledger.reverse_journal('billing.invoice', uuidv7(), 'finalized', 'x', '2025-01-10')$$,
  '42501', null, 'And reverses by them');
select throws_ok(
  $$insert into ledger.journals (source_type, source_id, kind, posted_on)
    values ('billing.invoice', uuidv7(), 'finalized', '2025-01-10')$$,
  '42501', null, 'It inserts no journal');
select throws_ok('update ledger.transfers set amount = 1', '42501', null, 'It changes no transfer');
select throws_ok('delete from ledger.ledger_accounts', '42501', null, 'It removes nothing');

-- Admin and worker: no more than that
select test.as('admin', 'acme');
select throws_ok('delete from ledger.transfers', '42501', null, 'An admin removes nothing');
select throws_ok($$select ledger.open_accounts(test.tenant('acme'), '{}', '{EUR}')$$, '42501', null,
  'An admin opens no ledger account');
select throws_ok($$select ledger.register_subledger('x', 'cash', 'x.y')$$, '42501', null,
  'Nor a sub-ledger');
select test.as('worker', 'acme');
select throws_ok('select * from ledger.transfers', '42501', null,
  'A worker reads the books by commands only');

-- Viewer
select test.as('viewer', 'acme');
select is((select count(*)::int from ledger.transfers), 1, 'A viewer reads transfers');
select is_empty('select * from ledger.discrepancies', 'A viewer sees that the books agree');
select throws_ok('select * from ledger.subledgers', '42501', null,
  'How they are compared is internal');

-- Stranger
select test.as('finance', 'globex');
select is_empty('select * from ledger.journals', 'A stranger sees no journal');
select is((select count(*) from ledger.ledger_accounts),
  (select count(distinct code) from ledger.ledger_accounts),
  'Only ledger accounts of his own');
select throws_ok(
  format($$insert into ledger.journals (tenant_id, source_type, source_id, kind, posted_on)
    values (%L, 'billing.invoice', uuidv7(), 'finalized', '2025-01-10')$$, test.tenant('acme')),
  '42501', null, 'He writes nothing to others');
select test.as('owner', 'globex');
select throws_ok(
  format($$insert into ledger.journals (tenant_id, source_type, source_id, kind, posted_on)
    values (%L, 'billing.invoice', uuidv7(), 'finalized', '2025-01-10')$$, test.tenant('acme')),
  '42501', null, 'Nor do our own functions when they act for him');

-- Analyst: a login of his own, bound to one tenant
select test.root();
set local session authorization books_analyst;
select set_config('tenor.tenant_id', test.tenant('globex')::text, true);
select is((select count(*)::int from ledger.entries), 2,
  'An analyst reads his tenant''s books, whatever he sets');
select is(ledger.balance('cash', 'USD')::numeric, 100.00, 'And its balances');
select is_empty('select * from ledger.discrepancies', 'And that they agree');
select throws_ok('insert into ledger.journals (kind) values (''x'')', '42501', null,
  'He writes nothing');
reset session authorization;

-- Nobody
select test.as('nobody', 'acme');
select throws_ok('select * from ledger.entries', '42501', null, 'Nobody reads no entry');
select throws_ok('select ledger.balance(''cash'', ''USD'')', '42501', null, 'And no balance');
select test.as('operator');
select throws_ok('select * from ledger.transfers', '42501', null,
  'The operator sees no business rows');
