-- Files kept with contracts: who may add and take away, and that a row says what was received.
select test.provision('acme', '2026-02-01T12:00:00Z'), test.provision('other', '2026-02-01T12:00:00Z');
create table test.named (name text primary key, id uuid not null);
grant select, insert on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name $$;
-- What the edge says of a file that it has received.
create function test.receive(media_type text, tenant text default 'acme', bytes int default 9)
  returns void language sql as $$
  select set_config('tenor.file', jsonb_build_object('media_type', media_type, 'bytes', bytes,
    'content_hash', repeat('ab', 32),
    'file_key', 'contracts/' || test.tenant(tenant) || '/' || repeat('ab', 32))::text, true) $$;
create function test.add(name text, kind text default null, contract text default 'contract',
  amendment text default null) returns sales.contract_documents language sql as $$
  select sales.add_contract_document(test.id(contract), name, kind, test.id(amendment)) $$;
create function test.sign(number text, account uuid) returns uuid language sql as $$
  select c.id from sales.create_contract(account, '2026-02-01', '2027-01-31',
    contract_number => number, seat_count => 10, seat_price => 10) as c $$;
create function test.amend(contract text) returns uuid language sql as $$
  select (r.amendment).id
  from sales.contract_lines as l
  cross join lateral billing.amend_contract(l.contract_id, '2026-06-01', array[
    (l.id, 12, null, null, null, null)::sales.contract_change_input]) as r
  where l.contract_id = test.id(contract) $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'other');
insert into test.named select 'foreign', test.sign('CTR-9', a.id)
from customers.create_account('Foreign') as a;
select test.as('sales', 'acme');
insert into test.named select 'account', a.id from customers.create_account('Acme') as a;
insert into test.named values ('contract', test.sign('CTR-1', test.id('account'))),
  ('second', test.sign('CTR-2', test.id('account')));
insert into test.named values ('amendment', test.amend('contract')),
  ('amendment of second', test.amend('second'));

-- Sales: a file that was received, and no other
select throws_ok($$select test.add('signed.pdf')$$, 'INPUT',
  'The file itself is sent to POST /api/contracts/:id/documents.', 'Without a file there is no row');
select test.receive('application/pdf');
select results_eq(
  $$select d.contract_id, d.amendment_id, d.kind, d.name, d.media_type, d.bytes, d.content_hash,
      d.uploaded_by, d.created_at from test.add('signed.pdf') as d$$,
  $$values (test.id('contract'), null::uuid, 'contract', 'signed.pdf', 'application/pdf', 9,
    repeat('ab', 32), 'sales', timestamptz '2026-02-01T12:00:00Z')$$,
  'A file is kept with the contract, as the edge says what it is');
select results_eq(
  $$select d.kind, d.amendment_id from test.add('change.pdf', amendment => 'amendment') as d$$,
  $$values ('amendment', test.id('amendment'))$$, 'or with an amendment of it');
select is((test.add('mail.pdf', 'correspondence')).kind, 'correspondence', 'of the kind that is said');
select throws_ok($$select test.add('x.pdf', 'secret')$$, '23514', null, 'if it is one');
select throws_ok($$select test.add('x.pdf', amendment => 'amendment of second')$$, '23503', null,
  'An amendment is one of the same contract');
select throws_ok($$select sales.add_contract_document(uuidv7(), 'x.pdf')$$, 'NOTFD',
  'No contract has this id.', 'An unknown contract keeps nothing');
select throws_ok($$select test.add('x.pdf', contract => 'foreign')$$, 'NOTFD',
  'No contract has this id.', 'nor does a foreign one');

-- Names
select is((test.add(v.given)).name, v.kept, 'A name is made harmless: ' || v.kept)
from (values
  ('../../etc/passwd', 'passwd.pdf'), ('C:\temp\Offer.PDF', 'Offer.PDF'),
  ('run.exe', 'run.exe.pdf'), (E'a\nb\u200B\u202Efdp.pdf', 'abfdp.pdf'),
  ('  ..hidden. ', 'hidden.pdf'), ('a<b>:"c|d?*.pdf', 'a-b---c-d--.pdf'),
  ('Vertrag – 契約.pdf', 'Vertrag – 契約.pdf')
) as v (given, kept);
select throws_ok(format('select test.add(%L)', v), 'INPUT', 'A name has 1 to 200 characters.',
  'A name is something, and not endless')
from unnest(array['', ' . ', E'\u200B', 'a/', repeat('x', 197)]) as v;
select throws_ok('select test.add(null)', 'INPUT', null, 'and said');
select is(length((test.add(repeat('x', 196))).name), 200, 'up to its ending');

-- What is not kept, whatever the edge says
select test.receive('text/html');
select throws_ok($$select test.add('x.html')$$, 'INPUT', null, 'No type that is not on the list');
select test.receive('application/pdf', bytes => 10485761);
select throws_ok($$select test.add('x.pdf')$$, '23514', null, 'no more than 10 MB');
select test.receive('application/pdf', bytes => 0);
select throws_ok($$select test.add('x.pdf')$$, '23514', null, 'nothing empty');
select test.receive('application/pdf', tenant => 'other');
select throws_ok($$select test.add('x.pdf')$$, '23514', null, 'and no file of another tenant');
select test.receive('application/pdf');
select throws_ok($$update sales.contract_documents set name = 'y.pdf'$$, '42501', null,
  'What was kept is not changed');
select throws_ok($$delete from sales.contract_documents$$, '42501', null, 'or deleted');
select throws_ok($$select sales.remove_contract_document(test.id('contract'), uuidv7())$$, '42501',
  null, 'Sales takes nothing away');
select test.as('owner', 'acme');
select throws_ok($$update sales.contract_documents set content_hash = repeat('0', 64)$$, 'FORBD', null,
  'Not even we change what a row says of its file');

-- Viewer
select test.as('viewer', 'acme');
select is((select count(*)::int from sales.contract_documents), 11, 'A viewer sees the documents');
select throws_ok($$select test.add('x.pdf')$$, '42501', null, 'and adds none');

-- Finance takes away
insert into test.named select 'document', d.id from sales.contract_documents as d
where d.name = 'signed.pdf';
select test.as('finance', 'acme');
select lives_ok($$select test.add('credit.pdf')$$, 'Finance adds as well');
select throws_ok($$select sales.remove_contract_document(test.id('second'), test.id('document'))$$,
  'NOTFD', 'The contract has no such document.', 'A document is taken from its own contract');
select results_eq(
  $$select d.removed_by, d.removed_at
    from sales.remove_contract_document(test.id('contract'), test.id('document')) as d$$,
  $$values ('finance', timestamptz '2026-02-01T12:00:00Z')$$, 'Finance takes one away');
select throws_ok($$select sales.remove_contract_document(test.id('contract'), test.id('document'))$$,
  'NOTFD', null, 'once');
select is((sales.document_of_contract(test.id('contract'), test.id('document'))).id, null,
  'Then nobody sees it');
select test.root('acme');
select results_eq(
  $$select type, count(*)::int from events.events where type like 'contract.document%'
    group by type order by type$$,
  $$values ('contract.document_added', 12), ('contract.document_removed', 1)$$,
  'Both is said to the world');
select is((select count(*)::int from events.events where data::text like '%file_key%'), 0,
  'but not where the file lies');
select is((select count(*)::int from sales.contract_documents where removed_at is not null), 1,
  'and the row stays');
select isnt_empty(
  $$select from audit.entries
    where table_name = 'sales.contract_documents' and operation = 'update' and actor = 'finance'$$,
  'with who did it');

-- Stranger and nobody
select test.as('admin', 'other');
select is_empty('select from sales.contract_documents', 'A stranger sees none');
select throws_ok($$select sales.remove_contract_document(test.id('contract'), test.id('document'))$$,
  'NOTFD', null, 'takes none away');
select is((sales.amendment_of_contract(test.id('contract'), test.id('amendment'))).id, null,
  'and finds no amendment');
select test.as('nobody', 'acme');
select throws_ok($$select test.add('x.pdf')$$, '42501', null, 'Nobody adds any');
