-- A mistake is reversed, never changed.
select test.provision('acme', '2025-12-31T12:00:00Z');
select test.as('owner', 'acme');
select ledger.post(array[
  (tenancy.default_legal_entity_id(),
    'billing.invoice', '00000000-0000-7000-8000-000000000001', 'finalized', 'INV-1', null, '2025-01-10',
    'USD', 'cash', '00000000-0000-7000-8000-000000000001', 'deferred_revenue', null, 100),
  (tenancy.default_legal_entity_id(),
    'billing.invoice', '00000000-0000-7000-8000-000000000001', 'finalized', 'INV-1', null, '2025-01-10',
    'USD', 'cash', '00000000-0000-7000-8000-000000000001', 'tax_payable', null, 8.25)
]::ledger.posting[]);

select is(
  ledger.reverse_journal('billing.invoice', '00000000-0000-7000-8000-000000000001', 'finalized',
    'Wrong customer', '2025-01-20'),
  1, 'A journal can be reversed');
select results_eq(
  $$select code, debit::numeric, credit::numeric
    from ledger.entries where kind = 'finalized.reversal'
    order by code, credit desc$$,
  $$values ('cash', null::numeric, 100::numeric), ('cash', null, 8.25),
    ('deferred_revenue', 100, null), ('tax_payable', 8.25, null)$$,
  'The reversal is the same, the other way round');
select is(
  (select array[description, posted_on::text] from ledger.journals
   where kind = 'finalized.reversal'),
  '{Wrong customer,2025-01-20}', 'It keeps the reason and its own day');
select is(ledger.balance('cash', 'USD')::numeric, 0.00, 'What is reversed adds up to nothing');
select is(ledger.balance('cash', 'USD', '2025-01-19')::numeric, 108.25,
  'Until that day the books say what they said');

select is(
  ledger.reverse_journal('billing.invoice', '00000000-0000-7000-8000-000000000001', 'finalized',
    'Again', '2025-01-21'),
  0, 'A journal is reversed once');
select throws_ok(
  $$insert into ledger.journals (source_type, source_id, kind, legal_entity_id, document_date,
      posted_on, reverses_journal_id)
    select 'billing.invoice', uuidv7(), 'other.reversal', legal_entity_id, '2025-01-22',
      '2025-01-22', id
    from ledger.journals where kind = 'finalized'$$,
  '23505', null, 'Not by another way either');
select is(
  ledger.reverse_journal('billing.invoice', '00000000-0000-7000-8000-000000000001',
    'finalized.reversal', 'Back again', '2025-01-21'),
  0, 'A reversal is not reversed');
select is(
  ledger.reverse_journal('billing.invoice', '00000000-0000-7000-8000-000000000009', 'finalized',
    'Never booked', '2025-01-21'),
  0, 'What was never booked needs no reversal');
select is((select count(*)::int from ledger.journals), 2, 'Nothing else was written');

-- A reversal before its journal would make the books of the days between untrue.
select ledger.post(array[
  (tenancy.default_legal_entity_id(),
    'billing.invoice', '00000000-0000-7000-8000-000000000002', 'finalized', 'INV-2', null, '2025-03-01',
    'USD', 'cash', null, 'deferred_revenue', null, 10)]::ledger.posting[]);
select is(
  ledger.reverse_journal('billing.invoice', '00000000-0000-7000-8000-000000000002', 'finalized',
    'Void', '2025-01-21'),
  1, 'A journal of a day to come can be reversed');
select is(
  (select posted_on from ledger.journals
   where source_id = '00000000-0000-7000-8000-000000000002' and kind = 'finalized.reversal'),
  '2025-03-01', 'But not before its own day');
select is_empty('select * from ledger.discrepancies', 'The books agree');
