-- What the books say, as of any day.
select test.provision('acme', '2025-12-31T12:00:00Z');
-- What is booked here has no invoices behind it.
delete from ledger.subledgers;
select test.leave_books_open('No invoice stands behind these postings');
select test.as('owner', 'acme');
select ledger.post(array[
  (tenancy.default_legal_entity_id(),
    'billing.invoice', '00000000-0000-7000-8000-000000000001', 'finalized', 'INV-1', null, '2025-01-10',
    'USD', 'receivable', '00000000-0000-7000-8000-000000000001', 'deferred_revenue', null, 100),
  (tenancy.default_legal_entity_id(),
    'billing.invoice', '00000000-0000-7000-8000-000000000001', 'finalized', 'INV-1', null, '2025-01-10',
    'USD', 'receivable', '00000000-0000-7000-8000-000000000001', 'tax_payable', null, 8.25),
  (tenancy.default_legal_entity_id(),
    'payments.payment', '00000000-0000-7000-8000-000000000002', 'received', 'Wire', null, '2025-02-01',
    'USD', 'cash', null, 'receivable', '00000000-0000-7000-8000-000000000001', 60),
  (tenancy.default_legal_entity_id(),
    'billing.invoice', '00000000-0000-7000-8000-000000000003', 'finalized', 'INV-2', null, '2025-01-31',
    'JPY', 'receivable', '00000000-0000-7000-8000-000000000003', 'revenue', null, 9000)
]::ledger.posting[]);

-- Viewer: balances
select test.as('viewer', 'acme');
select is(ledger.balance('receivable', 'USD')::numeric, 48.25, 'A balance is debits less credits');
select is(ledger.balance('deferred_revenue', 'USD')::numeric, 100.00,
  'What is owed counts on the other side, positive too');
select is(ledger.balance('receivable', 'USD', '2025-01-09')::numeric, 0.00,
  'Before the first day it is zero');
select is(ledger.balance('receivable', 'USD', '2025-01-10')::numeric, 108.25,
  'A day counts to its end');
select is(ledger.balance('receivable', 'USD', '2025-01-31')::numeric, 108.25,
  'And stays as it was');
select is(ledger.balance('receivable', 'JPY')::text, '9000', 'Each currency keeps its own books');
select is(ledger.balance('bad_debt', 'USD')::text, '0.00', 'Nothing is zero, with its decimals');
select is(ledger.balance('piggy_bank', 'USD')::numeric, null, 'An unknown code has no balance');
select is(ledger.balance('cash', 'EUR')::numeric, null, 'Nor has a currency that was never used');

select results_eq(
  $$select code, debit::numeric, credit::numeric, balance::numeric
    from ledger.trial_balance()
    where currency = 'USD' and debit + credit > 0$$,
  $$values ('cash', 60.00, 0.00, 60.00),
    ('deferred_revenue', 0.00, 100.00, 100.00),
    ('receivable', 108.25, 60.00, 48.25),
    ('tax_payable', 0.00, 8.25, 8.25)$$,
  'The trial balance shows what moved');
select is((select count(*) from ledger.trial_balance()),
  (select count(*) + count(distinct currency) from ledger.ledger_accounts),
  'It lists every ledger account of every currency, and what was retained');
select is_empty(
  $$select currency from ledger.trial_balance() group by currency
    having sum(debit) <> sum(credit)$$, 'Debits are credits, currency by currency');
select is(
  (select balance::numeric from ledger.trial_balance('2025-01-31')
   where code = 'receivable' and currency = 'USD'),
  108.25, 'As of a day it shows that day');

select results_eq(
  $$select side, code, debit::numeric, credit::numeric, posted_on
    from ledger.entries
    where source_id = '00000000-0000-7000-8000-000000000002' order by side desc$$,
  $$values ('debit', 'cash', 60::numeric, null::numeric, '2025-02-01'::date),
    ('credit', 'receivable', null, 60, '2025-02-01')$$,
  'Entries show both sides of a transfer');
select is(
  (select sum(coalesce(debit, 0) - coalesce(credit, 0)) from ledger.entries
   where subject_id = '00000000-0000-7000-8000-000000000001'),
  48.25, 'A subject''s entries add up to what is open on it');

-- Stranger: another tenant
select test.root();
select test.provision('globex', '2025-12-31T12:00:00Z');
select test.as('finance', 'globex');
select is(ledger.balance('receivable', 'USD')::numeric, 0.00, 'A stranger''s balance is his own');
select is_empty('select * from ledger.entries', 'He sees no entry');
select is_empty('select * from ledger.journals', 'No journal');
select is_empty('select * from ledger.transfers', 'No transfer');
select is_empty('select * from ledger.trial_balance() where debit + credit > 0',
  'And no balance of others');
