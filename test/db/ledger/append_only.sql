-- The books are never changed: refused by grant, and by trigger to whoever has every grant.
select test.provision('acme', '2025-12-31T12:00:00Z');
-- What is booked here has no invoices behind it.
delete from ledger.subledgers;
select test.leave_books_open('No invoice stands behind these postings');
select test.as('owner', 'acme');
select ledger.post(array[
  (tenancy.default_legal_entity_id(),
    'billing.invoice', uuidv7(), 'finalized', 'INV-1', null, '2025-01-10',
    'USD', 'receivable', null, 'deferred_revenue', null, 100)]::ledger.posting[]);

-- Owner: our own functions
select throws_ok('update ledger.transfers set amount = 1', '42501', null,
  'Our own functions may not change a transfer');
select throws_ok('delete from ledger.transfers', '42501', null, 'Nor remove one');
select throws_ok('truncate ledger.transfers', '42501', null, 'Nor all of them');
select throws_ok('update ledger.journals set posted_on = ''2025-01-11''', '42501', null,
  'They may not change a journal');
select throws_ok('update ledger.journals set id = uuidv7()', 'FORBD', null,
  'Not even by the column that foreign keys need');
select throws_ok('delete from ledger.journals', '42501', null, 'Nor remove one');
select throws_ok('update ledger.ledger_accounts set name = ''x''', 'FORBD', null,
  'They may not change a ledger account');
select throws_ok('delete from ledger.ledger_accounts', 'FORBD', null, 'Nor remove one');
select throws_ok('truncate ledger.ledger_accounts cascade', '42501', null, 'Nor all of them');

-- Superuser: has every grant and no wall
select test.root('acme');
select throws_ok('update ledger.transfers set amount = 1', 'FORBD', null,
  'A superuser changes no transfer either');
select throws_ok('delete from ledger.transfers', 'FORBD', null, 'Nor removes one');
select throws_ok('truncate ledger.transfers', 'FORBD', null, 'Nor all of them');
select throws_ok('update ledger.journals set kind = kind where false', 'FORBD', null,
  'Not even where there is nothing to change');
select throws_ok('delete from ledger.journals', 'FORBD', null, 'A journal stays');
select throws_ok('truncate ledger.journals cascade', 'FORBD', null, 'All journals stay');
select is((select count(*)::int from ledger.entries), 2, 'Everything is still there');
