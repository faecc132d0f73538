-- Returns are made of what was posted: each line once, and what comes late on a later one.
select test.provision('acme', clock_at => '2026-03-15T12:00:00Z', currency => 'EUR');
create table test.named (name text primary key, id uuid not null);
grant select, insert on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name
$$;
create function test.customer(name text, country text, state text default null,
  tax_id text default null)
  returns void language sql as $$
  insert into test.named
  select customer.name, (customers.create_account(customer.name, tax_id => customer.tax_id,
    billing_address => row('1 Street', null, 'Town', customer.state, '1000', customer.country)
      ::customers.postal_address)).id
$$;
create function test.sale(name text, customer text, net numeric, tax numeric default null,
  day date default null)
  returns void language sql as $$
  insert into test.named
  select sale.name, (billing.finalize_invoice(i.id, keep_date => day is not null)).id
  from billing.create_invoice(test.id(customer), issue_date => day, items => array[
    (null, null, 'Work', 1, net, 0, tax, null, null, null)::billing.invoice_item_input]) as i
$$;
create function test.register(name text, jurisdiction text, number text,
  scheme text default 'standard')
  returns void language sql as $$
  insert into test.named
  select register.name, (tax.add_tax_registration(jurisdiction, number, '2026-01-01',
    scheme => scheme)).id
$$;
-- What a return says: its state, place, rate, treatment, what it is of, net and tax.
create function test.told(period text, registration text) returns setof text language sql as $$
  select concat_ws(' ', s.status, s.jurisdiction, trim_scale(s.rate), s.treatment, s.kind,
    case when s.is_correction then 'of ' || s.belongs_to end, s.taxable, s.amount)
  from tax.tax_return_sums(period, test.id(registration)) as s
$$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
update tenancy.legal_entities set country = 'DE', line1 = '1 Weg', city = 'Berlin';
select test.as('finance', 'acme');
select test.customer('Berlin', 'DE'), test.customer('Paris', 'FR', null, 'FR40303265045'),
  test.customer('Zurich', 'CH'), test.customer('Lyon', 'FR'), test.customer('Reno', 'US', 'NV'),
  test.customer('Los Angeles', 'US', 'CA');
select test.register('DE', 'DE', 'DE136695976'), test.register('CA', 'US-CA', 'CA-1'),
  test.register('OSS', 'DE', 'DE136695976', 'oss');

-- March
select test.sale('one', 'Berlin', 1000), test.sale('two', 'Berlin', 100),
  test.sale('to a business', 'Paris', 500), test.sale('abroad', 'Zurich', 700),
  test.sale('by hand', 'Berlin', 1000, 100), test.sale('of nobody', 'Reno', 1000, 80);
select results_eq($$select * from test.told('2026-03', 'DE')$$, $$values
  ('open CH 0 outside_scope invoice 700.00 0.00'),
  ('open DE 19 standard invoice 1100.00 209.00'), ('open DE 0 by_hand invoice 1000.00 100.00'),
  ('open FR 0 reverse_charge invoice 500.00 0.00')$$, 'A return has net and tax by code');
select is_empty($$select * from test.told('2026-02', 'DE')$$, 'of its period');
select results_eq(
  $$select e.document_number, e.taxable::numeric, e.amount::numeric
    from tax.tax_return_details('2026-03', test.id('DE'), (
      select c.id from tax.tax_codes as c
      where c.registration_id = test.id('DE') and c.treatment = 'standard')) as e$$,
  $$values ('INV-2026-001', 1000.00, 190.00), ('INV-2026-002', 100.00, 19.00)$$,
  'and leads to its documents');
select results_eq(
  $$select s.scheme, s.jurisdiction, s.treatment, s.amount::numeric
    from tax.tax_return_sums('2026-03') as s where s.registration_id is null$$,
  $$values ('none', null, 'by_hand', 80.00)$$,
  'What stands on no registration''s return is listed beside');
select results_eq(
  $$select e.tax_id, e.country, e.taxable::numeric from tax.ec_sales('2026-03') as e$$,
  $$values ('FR40303265045', 'FR', 500.00)$$,
  'Sales to businesses elsewhere in the Union are told by tax id');
select results_eq(
  $$select h.code, h.is_blocking from ledger.period_hindrances('2026-03') as h
    where h.code like 'tax_%' order by h.code, h.message$$,
  $$values ('tax_return_open', false), ('tax_return_open', false), ('tax_return_open', false),
      ('tax_unassigned', false)$$, 'Who closes the month is told what is open');

-- Freezing
select lives_ok($$update tax.tax_registrations set return_interval = i
  from unnest('{year,month}'::text[]) as i where id = test.id('DE')$$,
  'Before the first return the interval is free');
update tax.tax_registrations set return_interval = 'month' where id = test.id('DE');
select throws_ok($$select tax.freeze_tax_return('2026-03', test.id('DE'))$$, 'AHEAD', null,
  'A period has to be over');
select test.go_on('2026-04-10');
select throws_ok($$select tax.freeze_tax_return('2026-13', test.id('DE'))$$, 'INPUT', null,
  'A period is a month, a quarter or a year');
select throws_ok($$select tax.freeze_tax_return('2026-Q1', test.id('DE'))$$, 'INPUT', null,
  'as long as the returns of the registration');
select throws_ok($$select tax.freeze_tax_return('2026-03', uuidv7())$$, 'NOTFD', null,
  'A registration has to be there');
select throws_ok($$select tax.freeze_tax_return('2016-03', test.id('DE'))$$, 'INPUT',
  'The registration holds from 2026-01-01.', 'and hold by then');
select throws_ok($$select tax.freeze_tax_return('2026-02', test.id('DE'))$$, 'INPUT',
  'Nothing was booked by then.', 'Returns do not begin before the books');
select throws_ok($$select tax.freeze_tax_return('0202-03')$$, 'INPUT', null,
  'nor do those of no registration');
insert into test.named select 'March', (tax.freeze_tax_return('2026-03', test.id('DE'))).id;
select results_eq($$select * from test.told('2026-03', 'DE')$$, $$values
  ('frozen CH 0 outside_scope invoice 700.00 0.00'),
  ('frozen DE 19 standard invoice 1100.00 209.00'),
  ('frozen DE 0 by_hand invoice 1000.00 100.00'),
  ('frozen FR 0 reverse_charge invoice 500.00 0.00')$$, 'Frozen it says the same');
select throws_ok($$select tax.freeze_tax_return('2026-03', test.id('DE'))$$, 'TRANS', null,
  'A return is frozen once');
select is((select tax.tax_returns_hash_now(r) from tax.tax_returns as r),
  (select r.hash from tax.tax_returns as r), 'Its hash proves its lines');
select is_empty('select * from ledger.discrepancies', 'What is frozen and open is what is owed');

-- What comes late
select test.sale('late', 'Berlin', 200, day => '2026-03-31'), test.sale('April', 'Berlin', 300);
select billing.create_credit_note(test.id('two'), 'Half', array[
  (i.id, 50)::billing.credit_note_line_input])
from billing.invoice_items as i where i.invoice_id = test.id('two');
select results_eq($$select count(*) from test.told('2026-03', 'DE')$$, 'values (4::bigint)',
  'What is frozen stays');
select results_eq($$select * from test.told('2026-04', 'DE')$$, $$values
  ('open DE 19 standard credit_note -50.00 -9.50'),
  ('open DE 19 standard invoice 300.00 57.00'),
  ('open DE 19 standard invoice of 2026-03 200.00 38.00')$$,
  'what came late corrects on the next return; a credit note is of its own period');
select test.go_on('2026-07-10');
select billing.void_invoice(test.id('one'), 'Wrong');
select results_eq($$select * from test.told('2026-07', 'DE')$$, $$values
  ('open DE 19 standard credit_note -1000.00 -190.00')$$, 'What is voided is taken back on its day');
select throws_ok($$select tax.freeze_tax_return('2026-05', test.id('DE'))$$, 'TRANS',
  'The return from 2026-04-01 comes first.', 'Returns are made one after the other');
select lives_ok($$select tax.freeze_tax_return(p, test.id('DE'))
  from unnest('{2026-04,2026-05,2026-06}'::text[]) as p$$, 'which they are');
select is_empty('select * from ledger.discrepancies', 'The books agree');
select is((select sum(l.amount)::numeric from tax.tax_return_lines as l), 394.50,
  'A line is on one return');
select lives_ok($$select tax.freeze_tax_return('2026-03')$$,
  'What stands on no registration is frozen too');

-- Frozen until the end of June: a quarter begins then, a year does not.
select throws_ok($$update tax.tax_registrations set return_interval = 'year'
  where id = test.id('DE')$$, 'CNFLT', 'The next return begins on 2026-07-01, no year does: change it when one begins.',
  'Another interval begins where the last return ends');
select lives_ok($$update tax.tax_registrations set return_interval = 'quarter'
  where id = test.id('DE')$$, 'which a quarter does');
update tax.tax_registrations set return_interval = 'month' where id = test.id('DE');

-- Statements of other periods than the return's
select test.sale('late again', 'Berlin', 100, day => '2026-06-30');
select results_eq($$select * from test.told('2026-Q2', 'DE')$$, $$values
  ('frozen DE 19 standard credit_note -50.00 -9.50'),
  ('frozen DE 19 standard invoice 300.00 57.00'),
  ('frozen DE 19 standard invoice of 2026-03 200.00 38.00')$$,
  'A quarter says what its months say, frozen as they are');
select results_eq($$select * from test.told('2026-Q3', 'DE')$$, $$values
  ('open DE 19 standard credit_note -1000.00 -190.00'),
  ('open DE 19 standard invoice of 2026-06 100.00 19.00')$$,
  'what came late to a month is of the next quarter');
select results_eq($$select sum(s.amount)::numeric from tax.tax_return_sums('2026', test.id('DE')) as s$$,
  'select 309.00 - 9.50 + 57.00 + 38.00 - 190.00 + 19.00', 'and a year has each line once');
select results_eq(
  $$select e.tax_id, e.belongs_to, e.taxable::numeric from tax.ec_sales('2026-Q1') as e$$,
  $$values ('FR40303265045', '2026-03', 500.00)$$,
  'Sales within the Union are told by quarters where returns are by months');

-- Filing
select throws_ok($$select tax.file_tax_return(test.id('March'), ' ')$$, 'INPUT', null,
  'What is filed has a reference');
select throws_ok($$select tax.file_tax_return(test.id('March'), 'x', '2026-03-31')$$, 'INPUT', null,
  'and is filed after its period');
select throws_ok($$select tax.file_tax_return(test.id('March'), 'x', '2026-07-11')$$, 'AHEAD', null,
  'on a day that has come');
select is((tax.file_tax_return(test.id('March'), 'ELSTER 4711', '2026-04-10')).status, 'filed',
  'It is filed');
select throws_ok($$select tax.file_tax_return(test.id('March'), 'x')$$, 'TRANS', null, 'once');
select throws_ok($$select tax.file_tax_return(uuidv7(), 'x')$$, 'NOTFD', null, 'if it is there');
select is(
  (select array_agg(e.type order by e.id) from events.events as e
    where e.object_id = test.id('March')), '{tax_return.frozen,tax_return.filed}',
  'Both are said');

-- The One Stop Shop
select test.customer('Rome', 'IT'), test.customer('Vienna', 'AT');
select test.sale('to ' || v.name, v.name, 100)
from (values ('Lyon'), ('Rome'), ('Vienna')) as v (name);
select results_eq(
  $$select s.country, s.rate::numeric, s.taxable_eur::numeric, s.amount_eur::numeric, s.note
    from tax.oss_return('2026-Q3') as s$$,
  $$values ('AT', 20.000, 100.00, 20.00, null), ('FR', 20.000, 100.00, 20.00, null),
      ('IT', 22.000, 100.00, 22.00, null)$$, 'Each member state has its own');
select throws_ok($$select tax.oss_return('2026-09')$$, 'INPUT', 'A quarter reads YYYY-Qn.',
  'by quarters alone');
select test.go_on('2026-10-20');
select tax.freeze_tax_return('2026-Q3', test.id('OSS'));
select billing.void_invoice(test.id('to Lyon'), 'Wrong');
select results_eq(
  $$select s.country, s.belongs_to, s.is_correction, s.amount_eur::numeric
    from tax.oss_return('2026-Q4') as s$$,
  $$values ('FR', '2026-Q3', true, -20.00)$$,
  'What is taken back corrects the quarter of the supply');

-- The United States
select tax.add_tax_exemption(test.id('Reno'), 'resale', 'C-1', 'US-CA');
select test.sale('sold', 'Los Angeles', 1000);
select tax.add_tax_exemption(test.id('Los Angeles'), 'resale', 'C-2', 'US-CA',
  valid_from => '2026-10-20');
select test.sale('resold', 'Los Angeles', 400);
select results_eq(
  $$select u.jurisdiction, u.treatment, u.reason, u.gross::numeric, u.exempt::numeric,
      u.taxable::numeric, u.tax::numeric from tax.us_sales('2026-10', 'US-CA') as u$$,
  $$values ('US-CA', 'standard', null, 1000.00, 0.00, 1000.00, 72.50),
      ('US-CA', 'exempt', 'Exempt: resale, certificate C-2.', 400.00, 400.00, 0.00, 0.00)$$,
  'A state asks what was sold, what was exempt and why');
select throws_ok($$select tax.us_sales('2026-10', 'CA')$$, 'INPUT',
  'A state of the United States reads US-CA.', 'if it is one');

-- A registration that ended
select tax.end_tax_registration(test.id('CA'), '2026-10-31');
select test.go_on('2026-12-10');
select is_empty($$select from ledger.period_hindrances('2026-11') as h
  where h.code = 'tax_return_open' and h.object_id = test.id('CA')$$,
  'has no return any more on which nothing stands');
select billing.create_credit_note(test.id('sold'), 'Sent back');
select test.go_on('2027-01-10');
select results_eq($$select h.message from ledger.period_hindrances('2026-12') as h
  where h.code = 'tax_return_open' and h.object_id = test.id('CA')$$,
  $$values ('The return of US-CA for 2026-12 is not frozen.')$$,
  'but one on which something is taken back');

-- Each day
select test.as('owner', 'acme');
select is_empty(
  $$select d.day, b.subject_id
    from (select distinct t.posted_on from ledger.transfers as t) as d (day)
    cross join lateral (
      select s.subject_id, s.balance as booked, 0 as told
      from ledger.subject_balances('tax_payable', d.day) as s
      union all
      select e.tax_code_id, 0, e.amount from tax.return_entries(null, null, d.day) as e
    ) as b
    group by d.day, b.subject_id having sum(b.booked) <> sum(b.told)$$,
  'Returns and what is open are what was owed, on every day');

-- What the shape forbids
select throws_ok($$update tax.tax_return_lines set amount = 0$$, null, null,
  'A line never changes');
select throws_ok(
  $$insert into tax.tax_return_lines (tax_return_id, journal_id, tax_code_id, account_id, tax_id,
      reason, kind, belongs_to, posted_on, currency, taxable, amount)
    select l.tax_return_id, l.journal_id, l.tax_code_id, l.account_id, l.tax_id, l.reason, l.kind,
      l.belongs_to, l.posted_on, l.currency, l.taxable, l.amount
    from tax.tax_return_lines as l limit 1$$, '23505', null, 'nor stands on two returns');
select test.as('sales', 'acme');
select throws_ok($$select tax.freeze_tax_return('2026-10', test.id('DE'))$$, '42501', null,
  'Sales freezes nothing');
select throws_ok($$select tax.file_tax_return(test.id('March'), 'x')$$, '42501', null,
  'and files nothing');
select test.as('viewer', 'acme');
select isnt_empty($$select * from tax.tax_return_sums('2026-03')$$, 'Viewers read returns');
select throws_ok($$insert into tax.tax_returns (period) values ('2026-01')$$, '42501', null,
  'and write none');
select test.provision('other');
select test.as('viewer', 'other');
select is_empty($$select * from tax.tax_return_sums('2026-03')$$, 'A stranger sees nothing');
select is_empty($$select from tax.tax_returns$$, 'no return');
select is_empty($$select from tax.tax_return_lines$$, 'and no line');
