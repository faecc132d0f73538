-- Numbers: at creation or at issue, in which series, and what an inspector is told of them.
select test.provision('acme', '2026-04-01T09:00:00Z');
select test.provision('globex', '2026-04-01T09:00:00Z');
create function test.entity(code text) returns uuid language sql stable
return (select e.id from tenancy.legal_entities as e where e.code = entity.code);
create function test.draft(day date default null, entity text default 'gmbh') returns uuid
language sql as $$
  select (billing.create_invoice(a.id, issue_date => day, legal_entity_id => test.entity(entity),
    items => array[(null, null, 'Work', 1, 100, null, null, null, null, null
      )]::billing.invoice_item_input[])).id
  from customers.accounts as a where a.account_name = 'Customer' $$;
create function test.number(id uuid) returns text language sql
return (select i.invoice_number from billing.invoices as i where i.id = number.id);
create function test.issue(id uuid, keep boolean default false) returns text language sql
return (billing.finalize_invoice(id, keep)).invoice_number;
create function test.sold(day date default null, entity text default 'gmbh') returns text
language sql as $$ select test.issue(test.draft(day, entity), day is not null) $$;
create function test.series(format text, valid_from date, restart text default null,
  entity text default 'gmbh', kind text default 'invoice') returns text language sql
return (select s.restart from billing.create_number_series(format, valid_from, kind, restart,
  test.entity(entity)) as s);
create function test.told(entity text, kind text default 'invoice', from_day date default null,
  to_day date default null) returns table (told text) language sql
as $$ select concat_ws(' ', s.format, s.first_number, s.last_number, s.documents, s.gaps,
    s.discarded, s.out_of_order)
  from billing.number_sequences(legal_entity_id => test.entity(entity), "from" => from_day,
    "to" => to_day) as s where s.kind = told.kind $$;
create table test.known (first uuid, second uuid, third uuid);
create table test.batch (id uuid, n int);
create table test.inc (first uuid, second uuid, third uuid);
grant select, insert on test.known, test.batch, test.inc to public;
grant execute on all functions in schema test to public;

-- When numbers are given: by the country, unless the legal entity says so.
select test.as('admin', 'acme');
select tenancy.create_legal_entity('gmbh', 'Acme GmbH', 'DE', 'USD', fiscal_year_start => '07-01');
select tenancy.create_legal_entity('inc', 'Acme Inc.', 'US');
select tenancy.create_legal_entity('pvt', 'Acme Pvt.', 'IN', 'USD', fiscal_year_start => '04-01');
select results_eq(
  $$select code, tenancy.legal_entities_effective_numbering(e) from tenancy.legal_entities as e
    order by code$$,
  $$values ('acme', 'creation'), ('gmbh', 'issue'), ('inc', 'creation'), ('pvt', 'issue')$$,
  'Numbers are given at creation in the US and where no country is known, else at issue');
select throws_ok($$update tenancy.legal_entities set numbering = 'never'$$, '23514', null,
  'They are given at some time');
select customers.create_account('Customer');

-- Finance: drafts come, go and wait, and the sequence in time has no gap.
select test.as('finance', 'acme');
select throws_ok($$update tenancy.legal_entities set numbering = 'issue'$$, '42501', null,
  'Finance does not settle when');
select test.as('admin', 'acme');
insert into test.known select test.draft() as first, test.draft('2026-03-01') as second,
  test.draft() as third;
select alike(test.number(first), 'DRAFT-%', 'A draft has a name, and no number') from test.known;
select is((select i.invoice_number from search.search(test.number(first), '{invoice}') as s
  join billing.invoices as i on i.id = s.id), test.number(first), 'by which it is found')
from test.known;
select billing.void_invoice(first, 'Not wanted') from test.known;
select alike(test.number(first), 'DRAFT-%', 'that it keeps when it is discarded') from test.known;
select is(test.issue(third), 'INV-2026-001', 'Who is issued first has the first number')
from test.known;
select throws_ok('select test.issue(second, true) from test.known', 'INPUT', null,
  'Nobody keeps a day before his');
select tenancy.advance_clock('2026-05-02T09:00:00Z');
select is(test.issue(second), 'INV-2026-002', 'The second, who waited, comes after him')
from test.known;
select is(test.sold(), 'INV-2026-003', 'and so on');
select results_eq($$select told from test.told('gmbh')$$,
  $$values ('INV-2026-{SEQ:3} INV-2026-001 INV-2026-003 3 {} {} {}')$$,
  'An inspector sees no gap, and days that ascend');
select is((select array_agg(i.issue_date order by i.invoice_number) from billing.invoices as i
  where i.finalized_at is not null), '{2026-04-01,2026-05-02,2026-05-02}'::date[],
  'as the documents have them');

-- A batch is numbered in the order of its days, then as it was made.
insert into test.batch select test.draft(day::date) as id, n
from unnest('{2026-05-02,2026-04-03,2026-05-02,2026-04-03}'::text[]) with ordinality as d (day, n);
select test.root('acme');
select billing.finalize_invoices((select array_agg(id order by n desc) from test.batch));
select results_eq('select test.number(id) from test.batch order by n',
  $$values ('INV-2026-006'), ('INV-2026-004'), ('INV-2026-007'), ('INV-2026-005')$$,
  'Many are numbered at once, the oldest first');
select throws_ok(
  $$select billing.take_numbers(array[date '2026-05-01'], array[test.entity('gmbh')])$$, '40001', null,
  'Who comes with an earlier day begins again');
select throws_ok($$update billing.invoices set invoice_number = billing.draft_name(id)
  where id = (select third from test.known)$$, 'TRANS', null, 'What is issued keeps its number');

-- Numbered at creation, drafts have theirs from the start, and an inspector is told.
select test.as('finance', 'acme');
insert into test.inc select test.draft(entity => 'inc') as first,
  test.draft('2026-05-01', 'inc') as second, test.draft(entity => 'inc') as third;
select results_eq('select test.number(first), test.number(second), test.number(third) from test.inc',
  $$values ('INV-2026-001', 'INV-2026-002', 'INV-2026-003')$$, 'Drafts are numbered in the US');
select billing.void_invoice(third, 'Not wanted') from test.inc;
select test.issue(first), test.issue(second, true) from test.inc;
select results_eq($$select told from test.told('inc')$$,
  $$values ('INV-2026-{SEQ:3} INV-2026-001 INV-2026-003 3 {} {INV-2026-003} {INV-2026-002}')$$,
  'What was discarded or is out of order is told');
select results_eq($$select told from test.told('inc', from_day => '2026-05-01', to_day => '2026-05-01')$$,
  $$values ('INV-2026-{SEQ:3} INV-2026-002 INV-2026-002 1 {} {} {INV-2026-002}')$$, 'also of some days');
select is(test.number(test.draft('2026-06-01', 'inc')), 'INV-2026-004', 'also of a day to come');
select test.as('admin', 'acme');
update tenancy.legal_entities set numbering = 'issue' where code = 'inc';
update tenancy.legal_entities set numbering = 'creation' where code = 'gmbh';
select test.as('finance', 'acme');
select alike(test.number(test.draft(entity => 'inc')), 'DRAFT-%', 'A legal entity may say otherwise');
select is(test.sold(entity => 'inc'), 'INV-2026-005', 'and goes on where its drafts left off');
select is(test.number(test.draft()), 'INV-2026-008', 'Either way');
select test.as('admin', 'acme');
update tenancy.legal_entities set numbering = null;

-- Series: who may, and from when.
select test.as('finance', 'acme');
select throws_ok($$select test.series('RE{SEQ}', '2027-01-01')$$, '42501', null,
  'Finance does not change how documents are numbered');
select test.as('viewer', 'acme');
select is((select count(*)::int from billing.number_series), 8, 'Everybody sees how they are');
select throws_ok($$update billing.number_series set format = 'X{SEQ}'$$, '42501', null,
  'and nobody changes it by hand');
select test.as('viewer', 'globex');
select is((select count(*)::int from billing.number_series), 2, 'A stranger sees his own');
select is_empty('select billing.number_sequences()', 'of which none was used');
select test.as('admin', 'acme');
select throws_ok(format('select test.series(%s)', v.arguments), v.code, null, v.why)
from (values
  ('''RE-{YYYY}-{SEQ:5}'', ''2026-01-01''', 'CNFLT', 'Numbers were given for later days'),
  ('''RE-{YYYY}-{SEQ:5}'', ''2026-07-01''', 'INPUT', 'A year begins in January'),
  ('''RE-{YYYY}{MM}-{SEQ:5}'', ''2026-07-01'', ''month''', 'INPUT', 'One that is used goes to its end'),
  ('''RE-{SEQ:5}'', ''2026-07-01''', 'INPUT', 'whatever follows'),
  ('''RE-{YYYY}-{SEQ:5}'', ''2027-01-02''', 'INPUT', 'on its first day'),
  ('''RE{SEQ}'', ''2027-01-01'', ''year''', '23514', 'A year that restarts is said'),
  ('''RE-{YYYY}-{SEQ}'', ''2027-01-01'', ''month''', '23514', 'so is a month'),
  ('''RE{SEQ}'', ''2027-01-01'', ''week''', '23514', 'Weeks do not restart'),
  ('''RE'', ''2027-01-01''', '23514', 'Numbers count'),
  ('''DRAFT-{SEQ}'', ''2027-01-01''', '23514', 'and are no names of drafts'),
  ('''RE{SEQ}'', ''2027-01-01'', kind => ''receipt''', '23514', 'Receipts have none'),
  ('''INV-{SEQ}-{SEQ}'', ''2027-01-01''', '23514', 'They count once')
) as v (arguments, code, why);
select throws_ok($$select test.series('INV-{YYYY}-{SEQ:4}', '2026-07-01', 'fiscal_year')$$, 'CNFLT',
  null, 'A number never comes twice');
select lives_ok($$select test.series('RE-{YYYY}-{SEQ:5}', '2027-01-01')$$, 'The next year is free');
select is(test.series('INV-{YYYY}-{SEQ:4}', '2027-01-01'), 'year',
  'What was not used yet gives way, and the same format goes on in another year');
select is(test.series('M{YY}{MM}/{SEQ}', '2028-01-01', 'month'), 'month', 'Months may follow years');
select is(test.series('G-{YYYY}-{SEQ:3}', '2026-01-01', kind => 'credit_note'), 'year',
  'Credit notes have series of their own');
select test.as('finance', 'acme');
select is((billing.create_credit_note(third, 'Wrong')).credit_note_number, 'G-2026-001',
  'A credit note is numbered by its own') from test.known;
select results_eq($$select told from test.told('gmbh', 'credit_note')$$,
  $$values ('G-2026-{SEQ:3} G-2026-001 G-2026-001 1 {} {} {}')$$, 'which an inspector sees');

-- India: the law says how numbers look, and years begin in April.
select test.as('admin', 'acme');
select throws_ok($$select test.series('INVOICE-{YYYY}-{SEQ:3}', '2026-04-01', 'fiscal_year', 'pvt')$$,
  'INPUT', null, 'Sixteen characters are enough');
select throws_ok($$select test.series('A_{YYYY}-{SEQ:3}', '2026-04-01', 'fiscal_year', 'pvt')$$,
  'INPUT', null, 'of few kinds');
select throws_ok($$select test.series('A/{YYYY}/{SEQ:3}', '2026-01-01', 'fiscal_year', 'pvt')$$,
  '23514', null, 'A fiscal year begins when the legal entity says');
select is(test.series('INV-{YYYY}-{SEQ:3}', '2026-04-01', 'fiscal_year', 'pvt'), 'fiscal_year',
  'What was never used gives way to what begins earlier');
select results_eq($$select valid_from, year_start from billing.number_series
  where legal_entity_id = test.entity('pvt') and kind = 'invoice'$$,
  $$values (date '2026-04-01', '04-01')$$, 'It was a wrong one');
select is(test.sold(entity => 'pvt'), 'INV-2026-001', 'A year is called by its beginning');

-- Time goes by.
select tenancy.advance_clock('2027-03-31T09:00:00Z');
select is(test.sold(entity => 'pvt'), 'INV-2026-002', 'to its end');
select is(test.sold(), 'INV-2027-0001', 'A new format begins with its year');
select tenancy.advance_clock('2027-04-01T09:00:00Z');
select is(test.sold(entity => 'pvt'), 'INV-2027-001', 'and a fiscal year with its own');
select tenancy.advance_clock('2028-02-01T09:00:00Z');
select is(test.sold(), 'M2802/1', 'Months count anew');
select is(test.sold(), 'M2802/2', 'on and on');
select tenancy.advance_clock('2028-03-01T09:00:00Z');
select is(test.sold(), 'M2803/1', 'and again');
select results_eq($$select i.invoice_number from search.search('m2803/1', '{invoice}') as s
  join billing.invoices as i on i.id = s.id$$, $$values ('M2803/1' collate "C")$$,
  'A number is found in whatever format');
select results_eq($$select told from test.told('gmbh')$$,
  $$values ('INV-2026-{SEQ:3} INV-2026-001 INV-2026-008 8 {} {} {}'),
    ('INV-2027-{SEQ:4} INV-2027-0001 INV-2027-0001 1 {} {} {}'),
    ('M2802/{SEQ} M2802/1 M2802/2 2 {} {} {}'), ('M2803/{SEQ} M2803/1 M2803/1 1 {} {} {}')$$,
  'An inspector sees each period');

-- Invoices and credit notes never share a number, nor does a move make one that is none.
select test.as('admin', 'acme');
select throws_ok($$select test.series('CN-{YYYY}-{SEQ:4}', '2029-01-01', entity => 'inc')$$, 'CNFLT',
  null, 'An invoice is not numbered as credit notes are,');
select throws_ok($$select test.series('M{YY}{MM}/{SEQ}', '2029-01-01', kind => 'credit_note')$$,
  'CNFLT', null, 'nor the other way round.');
select test.root('acme');
update tenancy.tenants set clock_at = '2028-03-02T02:00:00Z' where slug = 'acme';
select test.as('admin', 'acme');
update tenancy.legal_entities set time_zone = 'Asia/Tokyo' where code = 'gmbh';
select test.as('finance', 'acme');
select is(test.sold(), 'M2803/2', 'It is the second of March in Tokyo,');
select test.as('admin', 'acme');
select throws_ok($$update tenancy.legal_entities set time_zone = 'Pacific/Honolulu'
  where code = 'gmbh'$$, 'CNFLT', null, 'and the first in Honolulu: nothing could be issued there.');

select test.as('admin', 'acme');
select tenancy.create_legal_entity('ltd', 'Acme Ltd', 'GB', 'USD');
select is(test.series('INVOICE-{YYYY}-{SEQ:6}', '2028-01-01', entity => 'ltd'), 'year',
  'A long number is the seller''s to choose,');
select throws_ok($$update tenancy.legal_entities set country = 'IN' where code = 'ltd'$$, 'CNFLT',
  null, 'but not in India.');

-- What a superuser takes away shows.
select test.root('acme');
set local session_replication_role = replica;
delete from billing.invoices where invoice_number in ('INV-2026-002', 'INV-2026-008')
  and legal_entity_id = test.entity('gmbh');
set local session_replication_role = origin;
select results_eq($$select told from test.told('gmbh', to_day => '2026-12-31') limit 1$$,
  $$values ('INV-2026-{SEQ:3} INV-2026-001 INV-2026-007 6 {INV-2026-002} {} {}')$$,
  'A number that is missing is a gap');
select results_eq($$select told from test.told('gmbh') limit 1$$,
  $$values ('INV-2026-{SEQ:3} INV-2026-001 INV-2026-007 6 {INV-2026-002,INV-2026-008} {} {}')$$,
  'also at the end');
select test.leave_books_open('invoices were taken away');
