-- What people find by what they type, and who finds nothing.
select test.provision('acme');
select test.provision('other');
create function test.found(typed text, kinds text[] default '{account}') returns text[]
  language sql as $$
  select coalesce(array_agg(s.label order by s.place), '{}')
  from search.search(typed, kinds) with ordinality as s
    (kind, id, label, context, account_id, rank, place) $$;
grant execute on function test.found to public;

select test.as('sales', 'acme');
select customers.create_account('Müller & Söhne GmbH', tax_id => 'DE 123 456 789',
  primary_contact_email => 'info@mueller.example', billing_contact_name => 'Zoë Weiß',
  billing_contact_email => 'zoe.weiss@mail.example');
select customers.create_account('Northwind Trading', external_id => 'CRM-4711');
select customers.create_account('Wind Energy North');
select customers.create_account('North');
select customers.create_account(E'L\u2019Or\u00e9al \u682a\u5f0f\u4f1a\u793e \u0915\u0902\u092a\u0928\u0940 Stra\u00dfe \u0141\u00f3d\u017a');
select customers.create_account('50% Off_Sale \ Ltd');

-- However it is typed.
select is(test.found('muller'), '{"Müller & Söhne GmbH"}', 'Accents may be left out');
select is(test.found('MÜLLER'), '{"Müller & Söhne GmbH"}', 'and written, in any case');
select is(test.found(normalize('müller', nfd)), '{"Müller & Söhne GmbH"}', 'in any composition');
select is(test.found('sohne, mul'), '{"Müller & Söhne GmbH"}', 'Words stand in any order');
select is(test.found('de123456789'), '{"Müller & Söhne GmbH"}', 'Numbers are typed without gaps');
select is(test.found('DE-123 456'), '{"Müller & Söhne GmbH"}', 'or with others');
select is(test.found('info@mueller.example'), '{"Müller & Söhne GmbH"}', 'By e-mail address');
select is(test.found('zoe.w'), '{"Müller & Söhne GmbH"}', 'by that of a contact');
select is(test.found('weiss'), '{"Müller & Söhne GmbH"}', 'or by its name');
select is(test.found('crm 4711'), '{"Northwind Trading"}', 'by the id elsewhere');
select is(cardinality(test.found('loreal')), 1, 'Apostrophes may be left out');
select is(cardinality(test.found(E'\u5f0f\u4f1a')), 1, 'Words of other scripts are found inside');
select is(cardinality(test.found(E'\u0915\u0902')), 1, 'with the marks that they have');
select is(cardinality(test.found('strasse lodz')), 1, 'Letters that are written otherwise too');
select is(cardinality(test.found(E'\u200bstra\u00dfe')), 1, 'What cannot be seen is not typed');

-- The best first.
select is(test.found('north'), '{North,"Northwind Trading","Wind Energy North"}',
  'A whole name, what begins with it, what has a word of it');
select is(test.found('wind'), '{"Wind Energy North","Northwind Trading"}',
  'The beginning of a name before the inside of a word');
select is(test.found('wind nor'), '{"Wind Energy North","Northwind Trading"}', 'of many words too');
select is(test.found('rth'), '{North,"Northwind Trading","Wind Energy North"}',
  'What stands inside is found');
select is(test.found('n'), '{North,"Northwind Trading","Wind Energy North"}',
  'One letter finds beginnings');

-- What is no word.
select is(test.found('%'), '{}', 'A wildcard is no word');
select is(test.found('_'), '{}', 'nor is another');
select is(test.found('q%h'), '{}', 'and stands for nothing');
select is(test.found('\'), '{}', 'A backslash is none');
select is(test.found('50% off_sale'), E'{"50% Off_Sale \\\\ Ltd"}', 'They may be typed all the same');
select is(test.found(''), '{}', 'Nothing finds nothing');
select is(test.found('   '), '{}', 'nor do blanks');
select is(test.found(null), '{}', 'nor does null');
select is(test.found('xyzzy'), '{}', 'nor what is not there');
select is(test.found(repeat('x', 200)), '{}', '200 characters are read');
select throws_ok($$select test.found(repeat('x', 201))$$, 'INPUT',
  'A search has at most 200 characters.', 'More are not');
select is(test.found('north', '{invoice}'), '{}', 'Only the kinds that were asked for');
select is(test.found('north', '{nonsense}'), '{}', 'of those that there are');

-- As things change.
update customers.accounts set account_name = 'Southwind' where account_name = 'Northwind Trading';
select is(test.found('northwind'), '{}', 'An old name is forgotten');
select is(test.found('southw'), '{Southwind}', 'a new one is found');
select is(test.found('4711'), '{Southwind}', 'what stayed still is');
delete from customers.contacts where name = 'Zoë Weiß';
select is(test.found('weiss'), '{}', 'A contact that left finds nobody');
select customers.delete_account((select id from customers.accounts where account_name = 'North'));
select is(test.found('north'), '{"Wind Energy North"}', 'What is deleted is not found');

-- Contracts and invoices, by their numbers and by their accounts.
select sales.create_contract((select id from customers.accounts where account_name = 'Southwind'),
  '2025-01-01', '2025-12-31', 'CTR-2025-007', seat_count => 1, seat_price => 10,
  purchase_order_number => 'PO-77');
select is(test.found('ctr-2025-007', '{contract}'), '{CTR-2025-007}', 'A contract by its number');
select is(test.found('2025007', '{contract}'), '{CTR-2025-007}', 'by the rest of it');
select is(test.found('ctr2025007', '{contract}'), '{CTR-2025-007}', 'without its gaps');
select is(test.found('007', '{contract}'), '{CTR-2025-007}', 'by a part of it');
select is(test.found('po 77', '{contract}'), '{CTR-2025-007}', 'by its purchase order');
select is(test.found('southwind', '{contract}'), '{CTR-2025-007}', 'by its account');
update sales.contracts set purchase_order_number = 'PO-88';
select is(test.found('po-77', '{contract}'), '{}', 'An old order is forgotten');
select is(test.found('po-88', '{contract}'), '{CTR-2025-007}', 'a new one is found');

select test.as('finance', 'acme');
select billing.create_invoice((select id from customers.accounts where account_name = 'Southwind'))
from generate_series(1, 12);
select is(test.found('INV-2025-003', '{invoice}'), '{INV-2025-003}', 'An invoice by its number');
select is(test.found('inv 2025 003', '{invoice}'), '{INV-2025-003}', 'however it is written');
select is(test.found('3', '{invoice}'), '{INV-2025-003}', 'by the number in it');
select is(test.found('2025-012', '{invoice}'), '{INV-2025-012}', 'or by its end');
select is(cardinality(test.found('inv-2025-01', '{invoice}')), 3, 'by its beginning');
select is(cardinality(test.found('iNv-', '{invoice}')), 12, 'in any case');
select is(test.found('999', '{invoice}'), '{}', 'A number that was not given finds none');
select is(test.found('0', '{invoice}'), '{}', 'nor does none');
select is(cardinality(test.found('southwind', '{invoice}')), 12, 'All of an account');
select is((select count(*)::int from search.search('southwind')), 14, 'All kinds at once');
select results_eq(
  $$select kind, label, context, rank from search.search('inv-2025-002')$$,
  $$values ('invoice', 'INV-2025-002', 'Southwind, draft, 2025-01-01, 0.00 USD', 0)$$,
  'A few words tell what it is');

-- Frequent words: what has all of them is found where they often meet, where they hardly do, and
-- where they meet far from the beginning.
select test.root('acme');
insert into search.subjects (kind, subject_id, words)
select 'account', uuidv7(), format('| %s %s |', (array['ab', 'ac', 'ad'])[1 + n / 2200], case
    when n < 2200 then 'ox'
    when n < 4400 then case when n % 1100 = 7 then 'oy oz' else 'oy' end
    when n >= 6000 then 'oy oz' else 'oz' end)
from generate_series(0, 6599) as n;
create function test.counted(typed text) returns int
  language sql as $$select count(*)::int from search.find('{account}', typed)$$;
select is(test.counted('ox ab'), 1000, 'Frequent words that meet: the best thousand');
select is(test.counted('oy ac'), 1000, 'in any order');
select is(test.counted('oz ac'), 2, 'Frequent words that hardly meet: all of them');
select is(test.counted('oy oz'), 602, 'and those that meet late');
select is(test.counted('oy oz ad'), 600, 'with a third');
select is(test.counted('ox ad'), 0, 'Frequent words that never meet: none');

-- A viewer finds the same.
select test.as('viewer', 'acme');
select is((select count(*)::int from search.search('southwind')), 14, 'A viewer finds what is seen');
select throws_ok($$select count(*) from search.terms$$, '42501', null, 'but reads no index');
select throws_ok($$select count(*) from search.subjects$$, '42501', null, 'nor what it is made of');

-- Strangers, whose own things are called the same.
select test.as('finance', 'other');
select is((select count(*)::int from search.search('southwind')), 0, 'A stranger finds nothing');
select is((select count(*)::int from search.find('{invoice}', 'INV-2025-003')), 0, 'not even ids');
select customers.create_account('Southwind');
select billing.create_invoice((select id from customers.accounts));
select is(test.found('southwind', '{account,invoice}'), '{Southwind,INV-2025-001}', 'but his own');
select test.as('nobody', 'acme');
select throws_ok($$select search.search('south')$$, '42501', null, 'Nobody searches');
select test.as('worker', 'acme');
select throws_ok($$select search.search('south')$$, '42501', null, 'nor do workers');

-- Behind the wall.
select test.root('acme');
select is(
  (select count(*)::int from search.terms as t
    where not exists (
      select from search.subjects as s
      where (s.tenant_id, s.kind, s.subject_id) = (t.tenant_id, t.kind, t.subject_id)
        and t.term in (select search.terms_of(s.words)))),
  0, 'No term stays of what is gone');
select is(
  (select count(*)::int
    from search.subjects as s
    cross join search.terms_of(s.words) as missing (term)
    where not exists (
      select from search.terms as t
      where (t.tenant_id, t.kind, t.subject_id, t.term)
        = (s.tenant_id, s.kind, s.subject_id, missing.term))),
  0, 'and none is missing');
