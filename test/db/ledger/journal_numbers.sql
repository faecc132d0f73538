-- Journals have numbers without a gap in each fiscal year of a company, in the order of booking.
select test.provision('acme', '2026-05-12T12:00:00Z');
select test.provision('globex', '2026-05-12T12:00:00Z');
-- What is booked here has no invoices behind it.
delete from ledger.subledgers;
create table test.booked (name text primary key, id uuid not null default uuidv7());
grant select, insert on test.booked to public;
create function test.book(name text, day date, code text default 'acme') returns int language sql as $$
  with booked as (insert into test.booked (name) values (book.name) returning id)
  select ledger.post(array(
    select (e.id, 'billing.invoice', booked.id, 'finalized', book.name, book.name, book.day, 'USD',
      'cash', null, 'revenue', null, 7)::ledger.posting
    from booked join tenancy.legal_entities as e on e.code = book.code)) $$;
create function test.numbers() returns setof text language sql stable as $$
  select j.document_number || ' ' || coalesce(ledger.journals_journal_number(j), '-')
  from ledger.journals as j order by j.posted_at, j.id $$;
grant execute on all functions in schema test to public;
select test.as('admin', 'acme');
select tenancy.create_legal_entity('april', 'April Ltd', country => 'GB', currency => 'USD',
  fiscal_year_start => '04-01');
select test.as('owner', 'acme');
select test.book('a', '2026-05-01'), test.book('b', '2025-12-31'), test.book('c', '2026-03-31', 'april'),
  test.book('d', '2026-04-01', 'april'), test.book('e', '2026-01-01');
select results_eq('select * from test.numbers()', $$values ('a -'), ('b -'), ('c -'), ('d -'), ('e -')$$,
  'What is booked has no number at once');
select test.as('worker', 'acme');
select is(ledger.number_journals(), 5, 'The worker numbers it,');
select is(ledger.number_journals(), 0, 'once');
select test.as('owner', 'acme');
select results_eq('select * from test.numbers()',
  $$values ('a 2026-1'), ('b 2025-1'), ('c 2025-1'), ('d 2026-1'), ('e 2026-2')$$,
  'in the fiscal year of its company, which is called by the year in which it begins');
select test.book('f', '2026-01-01');
select ledger.reverse_journal('billing.invoice', id, 'finalized', 'Wrong', '2026-05-12')
from test.booked where name = 'f';
select is_empty('select * from ledger.find_discrepancies()', 'What waits is no discrepancy');
select test.as('worker', 'acme');
select is(ledger.number_journals(), 2, 'What comes later follows');
select test.as('admin', 'acme');
select throws_ok($$update tenancy.legal_entities set fiscal_year_start = '10-01'
  where code = 'april'$$, 'CNFLT', null, 'Years that are numbered stay as they are');
select test.as('owner', 'acme');
select results_eq($$select * from test.numbers() offset 5$$, $$values ('f 2026-3'), ('f 2026-4')$$,
  'in the order of booking, reversals too');

-- Readers
select test.as('viewer', 'acme');
select is((ledger.find_journal('2026-3')).document_number, 'f', 'A journal is found by its number,');
select is((ledger.find_journal((ledger.find_journal('2026-3')).id::text)).document_number, 'f', 'by its id,');
select is((ledger.find_journal('2026-1', id)).document_number, 'd', 'among those of a company')
from tenancy.legal_entities where code = 'april';
select is((ledger.find_journal(word)).id, null, 'Not found: ' || word)
from unnest(array['2026-9', '2026-0', '26-1', 'x', '', '99999-1', '2026-01']) as word;
select results_eq($$select side, code from ledger.journals_entries(ledger.find_journal('2026-3'))$$,
  $$values ('debit', 'cash'), ('credit', 'revenue')$$, 'It shows its debits and credits');
select results_eq($$select distinct journal_number from ledger.entries where document_number = 'f' order by 1$$,
  $$values ('2026-3'), ('2026-4')$$, 'which show its number');
select throws_ok('select ledger.number_journals()', '42501', null, 'People do not number');
select throws_ok('select * from ledger.unnumbered_journals', '42501', null, 'nor see what waits');
select test.as('viewer', 'globex');
select is((ledger.find_journal('2026-1')).id, null, 'A stranger finds nothing');
select is_empty('select * from ledger.journal_numbers', 'and sees no number');

-- Nobody changes them; who gets past that is found.
select test.as('owner', 'acme');
select throws_ok('delete from ledger.journal_numbers', '42501', null, 'A number stays');
select test.root();
set session_replication_role = replica;
delete from ledger.journal_numbers where fiscal_year = 2026 and number = 2;
set session_replication_role = origin;
select test.as('viewer', 'acme');
select results_eq($$select rule from ledger.discrepancies order by 1$$,
  $$values ('gap in the numbers of journals'), ('journal without a number')$$, 'A gap is found');
select test.leave_books_open('A number was taken away');
