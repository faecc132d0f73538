-- Each amount of tax in the books says whose it is: by a tax code, which names registration, place,
-- rate and treatment.
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
  category text default null)
  returns void language sql as $$
  insert into test.named
  select sale.name, (billing.finalize_invoice(i.id)).id
  from billing.create_invoice(test.id(customer), items => array[(null, null, 'Work', 1, net, 0, tax,
    null, null, null)::billing.invoice_item_input]) as i
$$;
-- What is owed by code: place, scheme, rate, treatment, amount.
create function test.owed() returns setof text language sql stable as $$
  select concat_ws(' ', c.jurisdiction, c.scheme, trim_scale(c.rate), c.treatment, b.balance)
  from (
    select e.subject_id, sum(coalesce(e.credit, -e.debit)) as balance
    from ledger.entries as e where e.code = 'tax_payable' group by e.subject_id
  ) as b
  join tax.tax_codes as c on c.id = b.subject_id
  where b.balance <> 0
  order by c.jurisdiction, c.scheme, c.rate, c.treatment
$$;
create function test.named_draft(tax numeric) returns billing.invoices language sql as $$
  select i from billing.create_invoice(test.id('in Quebec'), items => array[(null, null, 'Named', 1, 1000,
    0, tax, null, null, null)::billing.invoice_item_input]) as i
$$;
create function test.name_it(invoice_id uuid, code text) returns text language sql as $$
  select (billing.finalize_invoice((billing.name_given_tax(name_it.invoice_id, item.id, coalesce((
    select r.id from tax.tax_registrations as r where r.jurisdiction = code), uuidv7()))).id)).status
  from billing.invoice_items as item where item.invoice_id = name_it.invoice_id
$$;
grant execute on all functions in schema test to public;

-- Five states, five payees
select test.as('admin', 'acme');
update tenancy.legal_entities set country = 'DE', line1 = '1 Weg', city = 'Berlin';
select test.as('finance', 'acme');
select test.customer('in California', 'US', 'CA'), test.customer('in New York', 'US', 'NY'),
  test.customer('in Quebec', 'CA', 'QC'), test.customer('in Berlin', 'DE'),
  test.customer('in Paris', 'FR', null, 'FR40303265045'), test.customer('in Zurich', 'CH');
select tax.add_tax_registration(r.code, coalesce(r.number, 'No. ' || r.code), '2026-01-01')
from (values ('US-CA', null), ('US-NY', null), ('CA', null), ('CA-QC', null),
  ('DE', 'DE136695976')) as r (code, number);
select test.sale('sold ' || v.name, v.name, 1000)
from (values ('in California'), ('in New York'), ('in Quebec'), ('in Berlin')) as v (name);
select results_eq('select * from test.owed()', $$values
  ('CA standard 5 standard 50.00'), ('CA-QC standard 9.975 standard 99.75'),
  ('DE standard 19 standard 190.00'), ('US-CA standard 7.25 standard 72.50'),
  ('US-NY standard 4 standard 40.00')$$, 'Each state is owed its own');
select is(ledger.balance('tax_payable', 'EUR')::numeric, 452.25, 'of what all are owed');
select is_empty(
  $$select from ledger.entries as e where e.code = 'tax_payable' and not exists (
      select from tax.tax_codes as c where c.id = e.subject_id)$$,
  'No tax in the books is without a code');
select is_empty('select * from ledger.discrepancies', 'The books agree, code by code');

-- Nothing is owed, but somebody asks for the net
select test.sale('to a business', 'in Paris', 500), test.sale('abroad', 'in Zurich', 700);
select results_eq(
  $$select t.treatment, c.scheme, g.jurisdiction, t.tax_id, t.taxable::numeric
    from billing.item_taxes as t
    join tax.tax_codes as c on c.id = t.tax_code_id
    left join tax.tax_registrations as g on g.id = c.registration_id
    where t.invoice_id in (test.id('to a business'), test.id('abroad')) order by t.treatment$$,
  $$values ('outside_scope', 'standard', 'DE', null, 700.00),
      ('reverse_charge', 'standard', 'DE', 'FR40303265045', 500.00)$$,
  'What is not taxed stands on the return of where the seller is, with the customer''s tax id');
update customers.accounts set tax_id = 'FR83404833048' where id = test.id('in Paris');
select is((select t.tax_id from billing.item_taxes as t
  where t.invoice_id = test.id('to a business')), 'FR40303265045',
  'which stays what it was');
select is(
  billing.invoice_document(test.id('abroad')) -> 'totals' -> 'tax_lines' -> 0 ->> 'note',
  'Directive 2006/112/EC, Articles 44 and 59', 'The paper says why, with the law');

-- By hand
select test.sale('by hand', 'in Berlin', 1000, 100), test.sale('of two', 'in Quebec', 1000, 20),
  test.sale('of nobody', 'in Zurich', 1000, 30);
select results_eq(
  $$select t.jurisdiction, t.treatment, c.scheme, t.taxable::numeric, t.amount::numeric
    from billing.item_taxes as t join tax.tax_codes as c on c.id = t.tax_code_id
    where t.treatment = 'by_hand' order by t.amount$$,
  $$values (null, 'by_hand', 'none', 1000.00, 20.00), (null, 'by_hand', 'none', 1000.00, 30.00),
      ('DE', 'by_hand', 'standard', 1000.00, 100.00)$$,
  'Tax by hand is owed where one registration asks for it, else to nobody known');
select is_empty('select * from ledger.discrepancies', 'and the books agree');

-- Taken back: by a note, in parts, and by voiding
select billing.create_credit_note(test.id('sold in Quebec'), 'A third', array[
  (i.id, 333.33)::billing.credit_note_line_input])
from billing.invoice_items as i where i.invoice_id = test.id('sold in Quebec');
select billing.create_credit_note(test.id('by hand'), 'Half', array[
  (i.id, 500)::billing.credit_note_line_input])
from billing.invoice_items as i where i.invoice_id = test.id('by hand');
select test.go_on('2026-07-10');
select billing.void_invoice(test.id('sold in Berlin'), 'Wrong');
select results_eq('select * from test.owed()', $$values
  ('CA standard 5 standard 33.33'), ('CA-QC standard 9.975 standard 66.50'),
  ('DE standard 0 by_hand 50.00'), ('US-CA standard 7.25 standard 72.50'),
  ('US-NY standard 4 standard 40.00'), ('none 0 by_hand 50.00')$$,
  'What is taken back is taken from whom it was owed to');
select is_empty('select * from ledger.discrepancies', 'and the books agree');

-- The One Stop Shop
select test.as('admin', 'acme');
select tax.end_tax_registration(g.id, '2026-07-09') from tax.tax_registrations as g
where g.jurisdiction = 'DE';
select test.as('finance', 'acme');
select tax.add_tax_registration('DE', 'DE136695976', '2026-07-10', scheme => v.scheme)
from unnest('{standard,oss}'::text[]) as v (scheme);
select test.customer('consumer in France', 'FR'), test.customer('consumer in Italy', 'IT'),
  test.customer('consumer in Austria', 'AT');
select test.sale('sold to ' || v.name, v.name, 100)
from (values ('consumer in France'), ('consumer in Italy'), ('consumer in Austria')) as v (name);
select results_eq(
  $$select o from test.owed() as o where o like '% oss %'$$, $$values
  ('AT oss 20 standard 20.00'), ('FR oss 20 standard 20.00'), ('IT oss 22 standard 22.00')$$,
  'One Stop Shop and registration are apart');

-- A debt is given up: the taxes of its own country come back, each in its part
select tax.add_tax_registration('GB', 'GB123456789', '2026-07-10');
insert into test.named
select 'two rates', (billing.finalize_invoice(i.id)).id
from billing.create_invoice(test.id('in Berlin'), payment_terms_days => 0, items => array[
  (null, null, 'Work', 1, 1000, 0, null, null, null, null)::billing.invoice_item_input,
  (null, null, 'By hand', 1, 100, 0, 7, null, null, null)::billing.invoice_item_input]) as i;
select billing.create_credit_note(test.id('two rates'), 'The work', array[
  (i.id, 900)::billing.credit_note_line_input])
from billing.invoice_items as i
where i.invoice_id = test.id('two rates') and i.description = 'Work';
select billing.write_off_invoice(test.id('two rates'), 'Gone');
select results_eq(
  $$select c.treatment, r.taxable::numeric, r.amount::numeric
    from billing.relieved_taxes as r join tax.tax_codes as c on c.id = r.tax_code_id
    order by c.treatment$$,
  $$values ('by_hand', 100.00, 7.00), ('standard', 100.00, 19.00)$$,
  'Relief is of what notes left of each');
insert into test.named select 'some', (payments.record_payment(113, currency => 'EUR',
  invoice_id => test.id('two rates'))).id;
select results_eq(
  $$select c.treatment, sum(r.amount)::numeric
    from billing.relieved_taxes as r join tax.tax_codes as c on c.id = r.tax_code_id
    group by c.treatment order by c.treatment$$,
  $$values ('by_hand', 3.50), ('standard', 9.50)$$, 'A recovery owes its part of each again');
select is_empty('select * from ledger.discrepancies', 'The books agree');
select payments.reverse_payment(test.id('some'), 'Bounced');
select is_empty('select * from ledger.discrepancies', 'and agree when it bounced');
select billing.create_credit_note(test.id('two rates'), 'All');
select is_empty('select * from ledger.discrepancies', 'or is credited after all');
select is((select sum(r.amount)::numeric from billing.relieved_taxes as r), 0.00,
  'for which no relief is left');

-- Where several could ask for it, a person says who does.
select is(test.name_it((test.named_draft(40)).id, 'CA-QC'), 'open', 'Tax by hand is named');
select results_eq($$select t.jurisdiction, t.amount::numeric from billing.item_taxes as t
  join billing.invoice_items as item on item.id = t.invoice_item_id where item.description = 'Named'$$,
  $$values ('CA-QC', 40.00)$$, 'and is owed to who was named');
select throws_ok($$select test.name_it((test.named_draft(40)).id, 'FR')$$, 'INPUT', null,
  'by a registration that there is');
select throws_ok($$select test.name_it((test.named_draft(null)).id, 'CA-QC')$$, 'TRANS', null,
  'What is reckoned says it itself');
select throws_ok($$select test.name_it((
    select i.invoice_id from billing.invoice_items as i where i.description = 'Named' limit 1), 'CA')$$,
  'TRANS', null, 'What is issued stays');
select is_empty('select * from ledger.discrepancies', 'The books agree still');

-- Owner: what the shape forbids, even to our own functions
select test.as('owner', 'acme');
select throws_ok($$update tax.tax_codes set scheme = 'none'$$, null, null, 'A code never changes');
select throws_ok(
  $$insert into tax.tax_codes (id, legal_entity_id, scheme, rate, treatment)
    select uuidv7(), e.id, 'none', 0, 'by_hand' from tenancy.legal_entities as e$$, '23514', null,
  'nor has another id than what it says');
select throws_ok(
  $$insert into billing.item_taxes (invoice_item_id, place, invoice_id, rate, treatment, taxable,
      amount, tax_code_id)
    select i.id, 9, i.invoice_id, 0, 'exempt', 0, 0, uuidv7() from billing.invoice_items as i
    limit 1$$, '23503', null, 'No item bears a tax without a code');
select test.as('viewer', 'acme');
select isnt_empty('select from tax.tax_codes', 'Members read codes');
select throws_ok($$insert into tax.tax_codes (id, legal_entity_id, scheme, rate, treatment)
  values (uuidv7(), uuidv7(), 'none', 0, 'by_hand')$$, '42501', null, 'and write none');
select test.provision('other');
select test.as('viewer', 'other');
select is_empty('select from tax.tax_codes', 'A stranger sees none');
