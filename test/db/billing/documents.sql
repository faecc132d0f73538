-- What documents show, as data: sections, taxes with their reasons, the seller's numbers, no more.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.invoice(number text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i where i.invoice_number = number $$;
create function test.note(number text) returns uuid language sql security definer as $$
  select n.id from billing.credit_notes as n where n.credit_note_number = number $$;
create function test.printed(account text) returns table (item jsonb) language sql security definer
as $$
  select item from billing.invoices as i
  cross join lateral billing.invoice_document(i.id) as d
  cross join lateral jsonb_array_elements(d -> 'sections') as section
  cross join lateral jsonb_array_elements(section -> 'items') as item
  where i.account_id = test.account(account) and i.status <> 'void' $$;
create function test.place(name text, city text, state text, country text) returns void
  language sql as $$
  select customers.set_address(test.account(name), 'billing',
    ('Street 1', null, city, state, null, country)) $$;
create function test.shown() returns table (document jsonb) language sql as $$
  select billing.invoice_document(test.invoice('INV-2026-001')) $$;
grant execute on all functions in schema test to public;

select test.as('finance', 'acme');
select customers.create_account('Group');
select customers.create_account('Paris', parent_account_id => test.account('Group'),
  payer => 'parent', tax_id => 'FR40303265045', locale => 'fr-FR');
select customers.create_account('Munich', parent_account_id => test.account('Group'),
  payer => 'parent', wants_statement => true);
select test.place('Group', 'Berlin', null, 'DE');
select test.place('Paris', 'Paris', null, 'FR');
select test.place('Munich', 'Munich', null, 'DE');
select tax.add_tax_registration('DE', 'DE136695976', '2020-01-01');
select tax.add_tax_registration('US-TX', 'TX-77', '2020-01-01');
select billing.create_invoice(test.account('Group'), items => array[
  (null, null, 'Hardware', 1, 100, 10, null, null, null, null),
  (null, test.account('Munich'), 'Licences', 2, 50, null, null, '2026-02-01', '2026-02-28', null),
  (null, test.account('Paris'), 'Licences', 3, 50, null, null, '2026-01-01', '2026-01-31', null),
  (null, test.account('Munich'), 'By hand', 1, 10, null, 1.5, null, null, null)
]::billing.invoice_item_input[]);

-- The invoice.
select test.as('worker', 'acme');
select results_eq(
  $$select s ->> 'title', s ->> 'subtotal', s ->> 'discount', s ->> 'tax', s ->> 'total',
      jsonb_array_length(s -> 'items')
    from test.shown(), jsonb_array_elements(document -> 'sections') as s$$,
  $$values ('Group', '100.00', '10.00', '17.10', '107.10', 1),
    ('Munich', '110.00', '0.00', '20.50', '130.50', 2),
    ('Paris', '150.00', '0.00', '0.00', '150.00', 1)$$,
  'A section for each account, who pays first');
select results_eq(
  $$select t ->> 'jurisdiction', t ->> 'name', t ->> 'kind', t ->> 'treatment', t ->> 'rate',
      t ->> 'taxable', t ->> 'amount', t ->> 'note'
    from test.shown(), jsonb_array_elements(document -> 'totals' -> 'tax_lines') as t$$,
  $$values ('DE', null, 'vat', 'standard', '19', '190.00', '36.10', null),
    ('FR', null, 'vat', 'reverse_charge', null, '150.00', '0.00', null),
    (null, null, null, null, null, null, '1.50', null)$$,
  'A line for each tax, the last for what was given by hand');
select is((select document -> 'seller' -> 'tax_ids' from test.shown()),
  '[{"jurisdiction": "DE", "name": "Germany", "number": "DE136695976"}]', 'The seller''s number where tax is due');
select is(billing.invoice_document(test.invoice('INV-2026-001')), (select document from test.shown()),
  'The same invoice is the same document');

select results_eq(
  $$select item ->> 'description', item ->> 'supplied_on', item -> 'taxes'
    from test.shown(), jsonb_array_elements(document -> 'sections') as s,
      jsonb_array_elements(s -> 'items') as item
    where s ->> 'title' in ('Group', 'Paris')$$,
  $$values ('Hardware', '2026-01-15',
      '[{"rate": "19", "treatment": "standard", "jurisdiction": "DE"}]'::jsonb),
    ('Licences', null, '[{"rate": null, "treatment": "reverse_charge", "jurisdiction": "FR"}]')$$,
  'An item says what tax it bears and, if it serves no period, when it was delivered');

-- Statements.
select results_eq(
  $$select d ->> 'kind', d ->> 'locale', d -> 'bill_to' ->> 'name', d -> 'statement_of',
      d -> 'invoice' ->> 'period_start', d -> 'totals' ->> 'total', d -> 'invoice' ->> 'due_on'
    from billing.invoice_statement(test.invoice('INV-2026-001'), test.account('Paris')) as d$$,
  $$values ('statement', 'fr-FR', 'Paris',
    '{"number": "INV-2026-001", "payer": "Group"}'::jsonb, '2026-01-01', '150.00', null)$$,
  'A statement shows the part of one account, in its language, and asks for nothing');
select results_eq(
  $$select s ->> 'title', jsonb_array_length(s -> 'items')
    from billing.invoice_statement(test.invoice('INV-2026-001'), test.account('Munich')) as d,
      jsonb_array_elements(d -> 'sections') as s$$,
  $$values (null, 2)$$, 'its items alone');
select results_eq(
  $$select t ->> 'jurisdiction', t ->> 'amount'
    from billing.invoice_statement(test.invoice('INV-2026-001'), test.account('Munich')) as d,
      jsonb_array_elements(d -> 'totals' -> 'tax_lines') as t$$,
  $$values ('DE', '19.00'), (null, '1.50')$$, 'and its taxes');
select is(billing.invoice_statement(test.invoice('INV-2026-001'), test.account('Group')), null,
  'Who pays has the invoice, and no statement');

-- Credit notes take back each tax in its part, and the last what is left.
select test.as('finance', 'acme');
select billing.finalize_invoice(test.invoice('INV-2026-001'));
select is((select count(*) from events.emails where kind = 'statement'), 0::bigint,
  'Nobody is mailed who has no address');
select billing.create_credit_note(test.invoice('INV-2026-001'), 'Too many', array[(
  (select id from billing.invoice_items where description = 'Hardware'), 33.33
)]::billing.credit_note_line_input[]);
select billing.create_credit_note(test.invoice('INV-2026-001'), 'All of it');
select results_eq(
  $$select t.name, t.treatment, t.taxable::numeric, t.amount::numeric
    from billing.credit_notes as n
    cross join lateral billing.credit_notes_tax_lines(n) as t
    order by n.credit_note_number, t.taxable desc$$,
  $$values ('Germany', 'standard', 33.33, 6.33), ('Germany', 'standard', 156.67, 29.77),
    ('France', 'reverse_charge', 150.00, 0.00),
    (null, 'by_hand', 10.00, 1.50)$$, 'A chain of notes takes back the taxes exactly');
select test.as('worker', 'acme');
select results_eq(
  $$select d ->> 'kind', d -> 'invoice' ->> 'number', d -> 'invoice' ->> 'corrects',
      d -> 'invoice' ->> 'corrects_on', d -> 'invoice' ->> 'reason', d -> 'totals' ->> 'total',
      d -> 'totals' -> 'settlement' ->> 'applied_to_invoice'
    from billing.credit_note_document(test.note('CN-2026-001')) as d$$,
  $$values ('credit_note', 'CN-2026-001', 'INV-2026-001', '2026-01-15', 'Too many', '39.66', '39.66')$$,
  'A credit note says what it corrects, and why');
select results_eq(
  $$select s ->> 'title', s ->> 'subtotal', s ->> 'tax'
    from billing.credit_note_document(test.note('CN-2026-002')) as d,
      jsonb_array_elements(d -> 'sections') as s$$,
  $$values ('Group', '56.67', '10.77'), ('Munich', '110.00', '20.50'), ('Paris', '150.00', '0.00')$$,
  'in sections like its invoice');

-- A plain invoice has one section without a title, and no numbers of places that it does not tax.
select test.as('finance', 'acme');
select customers.create_account('Dallas');
select test.place('Dallas', 'Dallas', 'TX', 'US');
select billing.create_invoice(test.account('Dallas'), items => array[
  (null, null, 'Work', 1, 100, null, null, null, null, null)]::billing.invoice_item_input[]);
select results_eq(
  $$select d -> 'sections' -> 0 ->> 'title', d -> 'seller' -> 'tax_ids'
    from billing.invoice_document(test.invoice('INV-2026-002')) as d$$,
  $$values (null, '[{"jurisdiction": "US-TX", "name": "Texas", "number": "TX-77"}]'::jsonb)$$, 'A plain invoice is plain');
select customers.create_account('Nowhere');
select billing.create_invoice(test.account('Nowhere'), items => array[
  (null, null, 'Work', 1, 100, null, null, null, null, null)]::billing.invoice_item_input[]);
select results_eq(
  $$select t.treatment from billing.invoices as i
    cross join lateral billing.invoices_tax_lines(i) as t
    where i.id = test.invoice('INV-2026-003')$$,
  $$values ('no_address')$$, 'What colleagues must know is told to them');
select is(billing.invoice_document(test.invoice('INV-2026-003')) -> 'totals' -> 'tax_lines', '[]',
  'and not printed');

-- What the house calls something is told as what it is; what people wrote, as they wrote it.
select customers.create_account('Reims');
select tax.add_tax_exemption(account_id => test.account('Reims'), reason => 'Resale',
  certificate_number => 'C-1', valid_from => '2020-01-01');
select test.place('Reims', 'Reims', null, 'DE');
select test.as('admin', 'acme');
select sales.create_contract(test.account('Reims'), '2026-01-15', '2026-12-31',
  billing_frequency => 'monthly', lines => array(
    select l from jsonb_populate_recordset(null::sales.contract_line_input, '[
      {"description": "Seats of oak", "quantity": 3, "unit_price": 10},
      {"description": "Setup: 1 of 9", "quantity": 1, "unit_price": 10},
      {"description": "Fee", "pricing_model": "flat", "unit_price": 90,
        "price_interval": "one_time"},
      {"description": "Work", "pricing_model": "flat", "unit_price": 90,
        "price_interval": "one_time", "milestones": [{"date": "2026-01-16", "percent": 50},
          {"date": "2026-01-16", "percent": 50, "description": "Training"}]}]') as l));
select sales.create_contract(test.account('Reims'), '2026-01-15', '2026-12-31', seat_count => 2,
  seat_price => 5, billing_frequency => 'monthly');
select tenancy.advance_clock('2026-01-16T12:00:00Z');
select results_eq(
  $$select item ->> 'term', item ->> 'description', nullif(item -> 'part', 'null'),
      item -> 'basis' ->> 'interval',
      item ->> 'period_start', item ->> 'period_end'
    from test.printed('Reims') order by 2 nulls first, 3$$,
  $$values ('seats', null, null::jsonb, 'month', '2026-01-15', '2026-02-14'),
    (null, 'Fee', null, null, '2026-01-15', '2026-01-15'),
    (null, 'Seats of oak', null, 'month', '2026-01-15', '2026-02-14'),
    (null, 'Setup: 1 of 9', null, 'month', '2026-01-15', '2026-02-14'),
    (null, 'Work', '{"of": 2, "place": 1}', null, '2026-01-16', '2026-01-16'),
    (null, 'Work: Training', null, null, '2026-01-16', '2026-01-16')$$,
  'What is charged once has a day, what is charged by time a period');
select results_eq(
  $$select distinct t -> 'exemption', t -> 'note' from billing.invoices as i
    cross join lateral billing.invoice_document(i.id) as d
    cross join lateral jsonb_array_elements(d -> 'totals' -> 'tax_lines') as t
    where i.account_id = test.account('Reims')$$,
  $$values ('{"reason": "Resale", "certificate": "C-1"}'::jsonb, 'null'::jsonb)$$,
  'Why nothing is due is told as it was written');

-- A subsidiary that is deleted keeps its name on what it was billed.
select test.as('admin', 'acme');
select customers.delete_account(test.account('Paris'));
select test.as('viewer', 'acme');
select is_empty($$select from customers.accounts where account_name = 'Paris'$$, 'It is gone');
select results_eq(
  $$select s.account_name from billing.invoices as i
    cross join lateral billing.invoices_sections(i) as s
    where i.id = test.invoice('INV-2026-001') order by 1$$,
  $$values ('Group'), ('Munich'), ('Paris')$$, 'and still named');

-- Stranger and Nobody.
select test.as('admin', 'other');
select is(billing.invoice_document(test.invoice('INV-2026-001')), null, 'Nothing is shown abroad');
select is(billing.invoice_statement(test.invoice('INV-2026-001'), test.account('Munich')), null,
  'no statement');
select is(billing.credit_note_document(test.note('CN-2026-001')), null, 'no credit note');
select is_empty(
  $$select billing.invoices_sections(i) from (select (jsonb_populate_record(
      null::billing.invoices, jsonb_build_object('id', test.invoice('INV-2026-001'),
        'tenant_id', (select t.id from test.tenants as t where t.slug = 'acme')))).*) as i$$,
  'not even to who makes up a row of another tenant');
select test.as('nobody');
select throws_ok($$select billing.invoice_document(uuidv7())$$, '42501', null,
  'Nobody asks for documents');
select throws_ok($$select billing.begin_document_mail(uuidv7())$$, '42501', null, 'or mails them');
