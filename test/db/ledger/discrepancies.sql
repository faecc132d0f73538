-- Corrupted on purpose, by a superuser with triggers and keys switched off: each wound is named.
select test.provision('acme', '2025-12-31T12:00:00Z');
select test.provision('globex', '2025-12-31T12:00:00Z');
create function test.thing(n int) returns uuid language sql immutable
return ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
create function test.book(n int, amount numeric) returns int language sql as $$
  select ledger.post(array[
    (tenancy.default_legal_entity_id(),
      'test.thing', test.thing(n), 'made', 'Thing', null, '2025-01-10',
      'USD', 'receivable', test.thing(n), 'revenue', null, amount)]::ledger.posting[])
$$;
create table test.things (tenant_id uuid, currency text, id uuid, balance numeric);
create function test.thing_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql
as $$
  select currency, id, balance from test.things where tenant_id = tenancy.current_tenant_id()
$$;
create function test.wounds() returns setof text language sql as $$
  select rule from ledger.discrepancies where rule <> 'things' group by rule order by rule
$$;
grant select on test.things to public;
grant execute on all functions in schema test to public;

select test.as('owner', 'acme');
select test.book(1, 100), test.book(2, 50);
select ledger.reverse_journal('test.thing', test.thing(2), 'made', 'x', '2025-01-11');

-- A sub-ledger that agrees
select test.root('acme');
insert into test.things values
  (test.tenant('acme'), 'USD', test.thing(1), 100), (test.tenant('acme'), 'USD', test.thing(3), 0);
select ledger.register_subledger('things', 'receivable', 'test.thing_balances');
select ledger.register_subledger('things', 'receivable', 'test.thing_balances');
-- What the contexts above have registered keeps no balances of things.
delete from ledger.subledgers where name <> 'things';
select test.as('viewer', 'acme');
select is_empty('select * from ledger.discrepancies', 'In health there is none');

-- A sub-ledger that does not
select test.root('acme');
update test.things set balance = 99.99 where id = test.thing(1);
insert into test.things values (test.tenant('acme'), 'EUR', test.thing(4), 5);
select test.as('viewer', 'acme');
select results_eq(
  'select rule, code, currency, subject_id, in_books::numeric, expected::numeric
   from ledger.discrepancies order by currency',
  $$values ('things', 'receivable', 'EUR', test.thing(4), 0::numeric, 5::numeric),
    ('things', 'receivable', 'USD', test.thing(1), 100, 99.99)$$,
  'A balance that differs is named, with both sides');
select test.as('viewer', 'globex');
select is_empty('select * from ledger.discrepancies', 'A stranger hears nothing of it');
select test.root('acme');
update test.things set balance = 100 where id = test.thing(1);
delete from test.things where id = test.thing(4);

-- Wounds of the books themselves
set local session_replication_role to replica;
savepoint healthy;

update ledger.transfers set currency = 'EUR' where debit_subject_id = test.thing(1);
select results_eq('select test.wounds()', array['transfer between currencies'],
  'A transfer in another currency than its accounts is found');
select bag_has('select rule, subject_id from ledger.discrepancies',
  $$values ('things', test.thing(1))$$, 'So is the balance that it breaks');
rollback to healthy;

alter table ledger.transfers drop constraint transfers_amount_is_positive_check;
update ledger.transfers set amount = -100 where debit_subject_id = test.thing(1);
select results_eq('select test.wounds()', array['transfer of nothing or less'],
  'A negative amount is found');
rollback to healthy;

update ledger.transfers set amount = 60 where debit_subject_id = test.thing(1);
select results_eq(
  'select rule, in_books::numeric, expected::numeric from ledger.discrepancies',
  $$values ('things', 60::numeric, 100::numeric)$$, 'A changed amount is found by its sub-ledger');
rollback to healthy;

update ledger.transfers set posted_on = '2024-12-31' where debit_subject_id = test.thing(1);
select results_eq('select test.wounds()', array['transfer on another day than its journal'],
  'A transfer moved to another day is found');
rollback to healthy;

delete from ledger.journals where source_id = test.thing(1);
select results_eq('select test.wounds()', array['transfer without a journal'],
  'A transfer whose journal is gone is found');
rollback to healthy;

delete from ledger.transfers where debit_subject_id = test.thing(1);
select results_eq('select test.wounds()', array['journal without transfers'],
  'A journal whose transfers are gone is found');
rollback to healthy;

delete from ledger.ledger_accounts where code = 'revenue' and currency = 'USD';
select ok('transfer without a ledger account' in (select test.wounds()),
  'A transfer whose ledger account is gone is found');
rollback to healthy;

update ledger.transfers set amount = 49 where credit_subject_id = test.thing(2);
select results_eq('select test.wounds()', array['reversal differs from its journal'],
  'A reversal that does not take back the whole is found');
rollback to healthy;

select is_empty('select * from ledger.discrepancies', 'Healed, the books agree again');
