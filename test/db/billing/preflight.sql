-- What the law of the seller's country makes an invoice say: named before it is issued, asked of
-- whom it is asked, and of nobody else.
select test.provision('acme', '2026-02-01T12:00:00Z');
select test.provision('other', '2026-02-01T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.entity(entity_code text) returns uuid language sql security definer as $$
  select e.id from tenancy.legal_entities as e where e.code = entity_code $$;
create function test.invoice(entity_code text, currency text default null, tax numeric default null)
  returns uuid language sql as $$
  select (billing.create_invoice(test.account('Buyer'), currency => invoice.currency,
    legal_entity_id => test.entity(entity_code), items => array[
      (null, null, 'Setup', 1, 1000, null, invoice.tax, null, null, null)
    ]::billing.invoice_item_input[])).id $$;
create function test.warned() returns table (code text, message text, blocks boolean)
  language sql as $$
  select p.code, p.message, p.is_blocking from billing.invoices as i
  cross join lateral billing.preflight(i.id) as p $$;
create function test.missing(invoice_id uuid) returns text language sql as $$
  select coalesce(string_agg(p.code, ' ' order by p.code), '')
  from billing.preflight(invoice_id) as p where p.is_blocking $$;
create function test.findings(invoice_id uuid) returns setof billing.preflight_finding
  language sql as $$ select * from billing.preflight(invoice_id) $$;
create function test.sold() returns uuid language sql security definer as $$
  select max(i.id::text)::uuid from billing.invoices as i
  where i.currency = 'NOK' and i.legal_entity_id = test.entity('de') $$;
create function test.run() returns void language plpgsql security definer as $$
declare
  v_run billing.billing_runs := billing.start_billing_run();
begin
  perform billing.bill_batch(b.id) from billing.run_batches as b where b.run_id = v_run.id;
end $$;
create function test.finalize() returns jsonb language sql security definer as $$
  select tenancy.perform_duty('finalize', array(select billing.drafts_due())) $$;
grant execute on all functions in schema test to public;

-- The law.
select test.as('viewer', 'acme');
select results_eq(
  $$select country, count(*) filter (where is_from_data) > 0,
      count(*) filter (where not is_from_data) > 0
    from tax.required_content where content <> 'cash_accounting' group by country order by country$$,
  $$values ('AU', true, true), ('CA', true, true), ('CH', true, true), ('DE', true, true),
    ('FR', true, true), ('GB', true, true), ('JP', true, true)$$,
  'Seven countries are listed, and each asks for something that can be missing');
select is((select count(*)::int from tax.required_content where content = 'cash_accounting'), 27,
  'The European Union asks for a mention of cash accounting');
select is_empty(
  $$select country, content from tax.required_content
    group by country, content having count(*) > 1$$, 'each content once');
select is(
  array(select distinct r.content from tax.required_content as r where is_from_data order by 1),
  '{customer_address,customer_place,customer_tax_id,seller_address,seller_capital,seller_directors,seller_place,seller_register,seller_siren,seller_tax_number,tax_in_local_currency}',
  'What can be missing is all that the preflight judges');
select is_empty(
  $$select content from tax.required_content
    where from_total is not null and currency is null
      or content = 'tax_in_local_currency' and currency is null
      or content in ('seller_tax_number', 'seller_siren') and form is null$$,
  'a total, a tax and a number come with their currency and form');

-- Before anything is registered a sandbox is a trial.
select test.as('admin', 'acme');
select customers.create_account('Buyer',
  billing_address => row('Street 2', null, null, null, null, 'NO'));
select tenancy.create_legal_entity(v.code, v.name, v.country, currency => v.currency)
from (values ('us', 'Us Inc', 'US', 'USD'), ('de', 'De GmbH', 'DE', 'EUR'),
  ('fr', 'Fr SAS', 'FR', 'EUR'), ('gb', 'Gb Ltd', 'GB', 'GBP'), ('ch', 'Ch AG', 'CH', 'CHF'),
  ('ca', 'Ca Inc', 'CA', 'CAD'), ('au', 'Au Pty Ltd', 'AU', 'AUD'), ('jp', 'Jp KK', 'JP', 'JPY'),
  ('ee', 'Ee OÜ', 'EE', 'EUR')) as v (code, name, country, currency);
select is((select string_agg(e.code || test.missing(test.invoice(e.code, e.currency)), ' ' order by e.code)
    from tenancy.legal_entities as e where length(e.code) = 2),
  'au ca ch de ee fr gb jp us', 'A sandbox that is registered nowhere is never stopped');

-- A registration with a number that is none, no address, no customer's address.
select tax.add_tax_registration(e.country, '.', '2020-01-01', legal_entity_id => e.id)
from tenancy.legal_entities as e where length(e.code) = 2 and e.code <> 'us';
select tax.add_tax_registration('US-CA', '.', '2020-01-01',
  legal_entity_id => test.entity('us'));
select results_eq(
  $$select e.code, test.missing(test.invoice(e.code, e.currency))
    from tenancy.legal_entities as e where length(e.code) = 2 order by e.code$$,
  $$values ('au', 'seller_tax_number'), ('ca', 'seller_tax_number'),
    ('ch', 'customer_place seller_place seller_tax_number'),
    ('de', 'customer_address seller_address seller_directors seller_register seller_tax_number'),
    ('ee', ''),
    ('fr', 'customer_address seller_address seller_capital seller_register seller_siren '
      'seller_tax_number'),
    ('gb', 'customer_address seller_address seller_tax_number'), ('jp', 'seller_tax_number'),
    ('us', '')$$, 'What is missing, by the law of each country');
select results_eq(
  $$select p.code, p.message, replace(p.pointer, test.entity('de')::text, 'id'), p.law
    from test.findings(test.invoice('de', 'EUR')) as p
    where p.code in ('seller_directors', 'seller_tax_number') order by p.code$$,
  $$values ('seller_directors', 'De GmbH needs its directors.', 'legal-entities/id/directors',
      'GmbHG § 35a; AktG § 80'),
    ('seller_tax_number', 'De GmbH needs a tax number as its country writes it.',
      'tax/registrations/DE', 'UStG § 14 (4) no. 2')$$,
  'A finding says what to enter, where, and which law asks');
select throws_ok($$select billing.finalize_invoice(test.invoice('de', 'EUR'))$$, 'DOCIN',
  'Buyer needs a billing address with a street and a city. De GmbH needs a street and a city. '
  'De GmbH needs its directors. De GmbH needs its register and number there. De GmbH needs a tax '
  'number as its country writes it.', 'It cannot be issued, and is told all at once');
select lives_ok($$select billing.finalize_invoice(test.invoice('us', 'USD'))$$,
  'The United States ask for names');
select is(test.missing((billing.create_invoice(test.account('Buyer'), currency => 'EUR',
    legal_entity_id => test.entity('de'), items => array[
      (null, null, 'Small', 1, 200, null, null, null, null, null)
    ]::billing.invoice_item_input[])).id),
  'seller_address seller_directors seller_register seller_tax_number',
  'A small invoice needs no address of its customer');

-- Entered, it can be.
update tenancy.brands set footer = 'Sitz Berlin, HRB 1, Geschäftsführer: Jo Oak'
where legal_entity_id = test.entity('de');
select is(test.missing(test.invoice('de', 'EUR')), 'customer_address seller_address seller_tax_number',
  'What the seller''s own footer says is said');
update tenancy.legal_entities set line1 = 'Street 1', city = 'City', register = 'RCS Paris',
  register_number = '303 265 045', share_capital = '1 000 €', directors = '{Jo Oak}'
where length(code) = 2;
update tax.tax_registrations as r set number = v.number
from (values ('AU', 'ABN 51 824 753 556'), ('CA', '12345 6789 RT0001'),
  ('CH', 'CHE-116.281.838 MWST'), ('DE', 'DE136695976'), ('FR', 'FR 40 303 265 045'),
  ('GB', 'GB 123 4567 82'), ('JP', 'T1234567890123')) as v (jurisdiction, number)
where r.jurisdiction = v.jurisdiction;
select customers.set_address(test.account('Buyer'), 'billing',
  ('Street 2', null, 'Oslo', null, null, 'NO'));
select is_empty(
  $$select e.code, test.missing(test.invoice(e.code, e.currency)) from tenancy.legal_entities as e
    where length(e.code) = 2 and test.missing(test.invoice(e.code, e.currency)) <> ''$$,
  'With all entered nothing is missing anywhere');
select lives_ok($$select billing.finalize_invoice(test.invoice('de', 'EUR'))$$, 'and it is issued');
select tax.end_tax_registration(r.id, '2026-01-31')
from tax.tax_registrations as r where r.jurisdiction in ('DE', 'GB');
select is(test.missing(test.invoice('gb', 'GBP')), '',
  'Who is registered no more is asked for no number in Great Britain');
select is(test.missing(test.invoice('de', 'EUR')), 'seller_tax_number',
  'but in Germany, where the tax office''s will do');
update tenancy.legal_entities set tax_id = '37/123/45678' where code = 'de';
select is(test.missing(test.invoice('de', 'EUR')), '', 'as it does');

-- Tax in the currency of the seller's country.
select test.as('finance', 'acme');
select results_eq(
  $$select e.code, test.missing(test.invoice(e.code, 'NOK', 250))
    from tenancy.legal_entities as e where length(e.code) = 2 order by e.code$$,
  $$values ('au', 'tax_in_local_currency'), ('ca', ''), ('ch', ''), ('de', 'tax_in_local_currency'),
    ('ee', ''), ('fr', 'tax_in_local_currency'), ('gb', ''), ('jp', 'tax_in_local_currency'),
    ('us', '')$$, 'A rate that is not known is a finding where the law asks for one');
select is(test.missing(test.invoice('de', 'NOK')), '', 'not of an invoice without tax');
select results_eq(
  $$select p.message, p.pointer, p.law from test.findings(test.invoice('de', 'NOK', 250)) as p$$,
  $$values ('No exchange rate from NOK to EUR is known for 2026-02-01.', 'exchange-rates',
    'Directive 2006/112/EC, Article 230')$$, 'It names the rate');
select test.invoice('de', 'NOK', 250);
select is(billing.invoice_document(test.sold()) -> 'totals' -> 'local_tax', 'null'::jsonb,
  'No figure is shown that nobody knows');
select currencies.set_exchange_rate('EUR', 'NOK', 12.5, '2026-01-30');
select is(billing.invoice_document(test.sold()) -> 'totals' -> 'local_tax',
  '{"rate": "0.08", "amount": "20.00", "currency": "EUR", "minor_unit": 2}',
  'With the rate of the tax point the tax is shown in the seller''s currency');
select lives_ok($$select billing.finalize_invoice(test.sold())$$, 'and it is issued');
select billing.create_credit_note(test.sold(), 'Too much',
  array[((select i.id from billing.invoice_items as i where i.invoice_id = test.sold()),
    500)]::billing.credit_note_line_input[]);
select is((select billing.credit_note_document(n.id) -> 'totals' -> 'local_tax' ->> 'amount'
    from billing.credit_notes as n where n.invoice_id = test.sold()),
  '10.00', 'A credit note takes it back at the same rate');

-- A run notes what it left, and leaves the draft.
select test.as('admin', 'acme');
update tenancy.tenants set finalize_after_days = 0;
select sales.create_contract(test.account('Buyer'), '2026-02-01', '2026-12-31',
  contract_number => 'CTR-1', seat_count => 1, seat_price => 1000, billing_frequency => 'monthly',
  currency => 'EUR', legal_entity_id => test.entity('de'));
select sales.create_contract(test.account('Buyer'), '2026-02-01', '2026-12-31',
  contract_number => 'CTR-2', seat_count => 1, seat_price => 1000, billing_frequency => 'monthly',
  currency => 'EUR', legal_entity_id => test.entity('fr'));
update tenancy.legal_entities set city = null where code = 'de';
select test.as('finance', 'acme');
select test.run();
select results_eq(
  $$select c.contract_number, i.status, f.code, f.message
    from sales.contracts as c
    join billing.invoices as i on i.contract_id = c.id
    left join billing.run_failures as f on f.contract_id = c.id
    order by c.contract_number$$,
  $$values ('CTR-1', 'draft', 'document_incomplete', 'De GmbH needs a street and a city.'),
    ('CTR-2', 'open', null, null)$$, 'A run notes an incomplete invoice as a failure, and issues others');
select test.as('admin', 'acme');
update tenancy.legal_entities set city = 'Berlin' where code = 'de';
select test.finalize();
select is((select i.status from billing.invoices as i join sales.contracts as c on c.id = i.contract_id
    where c.contract_number = 'CTR-1'), 'open', 'Mended, the day''s work issues it');

-- Strangers and nobody.
select test.as('admin', 'other');
select throws_ok($$select billing.preflight(test.sold())$$, 'NOTFD', null,
  'A stranger asks of no invoice of others');
select test.as('nobody');
select throws_ok($$select billing.preflight(test.sold())$$, '42501', null, 'nor does nobody');

-- Who is registered in one state may have to be in another: told, and left to the seller.
select test.provision('nexus', '2026-01-10T12:00:00Z');
select test.as('admin', 'nexus');
select customers.create_account('Boise', billing_address =>
  row('1 Main St', null, 'Boise', 'ID', '83702', 'US'));
select billing.create_invoice((select a.id from customers.accounts as a), items => array[
  (null, null, 'Work', 1, 100, 0, null, null, null, null)::billing.invoice_item_input]);
select is_empty('select * from test.warned()', 'Registered nowhere, nothing is told.');
select tax.add_tax_registration('US-TX', 'TX-1', '2026-01-01');
select billing.create_invoice((select a.id from customers.accounts as a), items => array[
  (null, null, 'Work', 1, 100, 0, null, null, null, null)::billing.invoice_item_input]);
select results_eq('select distinct * from test.warned()',
  $$values ('tax_not_registered',
    'No tax is charged to Boise: the seller is not registered where it is.', false)$$,
  'Registered in Texas, Idaho is.');
select is((billing.finalize_invoice(i.id)).status, 'open', 'It keeps no invoice back.')
from billing.invoices as i;
