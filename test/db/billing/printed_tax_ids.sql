-- Where the customer owes the VAT its number is printed: of each account that is served.
select test.provision('acme', '2026-01-15T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.open(name text, parent text, country text, tax_id text) returns void
  language sql as $$
  select customers.create_account(name, test.account(parent), tax_id => tax_id,
    payer => case when parent is not null then 'parent' end,
    billing_address => case when country is not null
      then row(null, null, 'Town', null, null, country)::customers.postal_address end) $$;
create function test.invoice() returns billing.invoices language sql as $$
  select i from billing.invoices as i $$;
create function test.numbers(document jsonb) returns setof text language sql as $$
  select concat_ws(' ', s ->> 'title', s ->> 'tax_id')
  from jsonb_array_elements(document -> 'sections') as s $$;
grant execute on all functions in schema test to public;

select test.as('finance', 'acme');
select tax.add_tax_registration('DE', 'DE136695976', '2020-01-01');
select test.open('Group', null, 'AT', 'ATU13585627');
select test.open('Paris', 'Group', 'FR', 'FR 40 303 265 045');
select test.open('Paris lab', 'Paris', null, null);
select test.open('Rome', 'Group', 'IT', 'IT00743110157');
select billing.create_invoice(test.account('Group'), items => array(
  select (null, test.account(name), 'Licences', 1, 100, null, null, null, null, null)::billing.invoice_item_input
  from unnest('{Group,Paris,Paris lab,Rome}'::text[]) as name));
select results_eq($$select t.jurisdiction, t.treatment, t.taxable::numeric
    from billing.invoices_tax_lines(test.invoice()) as t order by 1$$,
  $$values ('AT', 'reverse_charge', 100.00), ('FR', 'reverse_charge', 200.00),
    ('IT', 'reverse_charge', 100.00)$$, 'Each owes the tax in its own country');

select results_eq($$select test.numbers(billing.invoice_document((test.invoice()).id))$$,
  $$values ('Group ATU13585627'), ('Paris FR 40 303 265 045'), ('Paris lab FR 40 303 265 045'),
    ('Rome IT00743110157')$$,
  'The invoice shows the number of each, of a part of a company that of the company');
select results_eq($$select s.account_name, s.tax_id from billing.invoices_sections(test.invoice()) as s$$,
  $$values ('Group', 'ATU13585627'), ('Paris', 'FR 40 303 265 045'),
    ('Paris lab', 'FR 40 303 265 045'), ('Rome', 'IT00743110157')$$, 'so do its sections');
select is(billing.invoice_statement((test.invoice()).id, test.account('Paris lab'))
  -> 'bill_to' ->> 'tax_id', 'FR 40 303 265 045', 'and a statement');
select billing.finalize_invoice((test.invoice()).id);
select billing.create_credit_note((test.invoice()).id, 'All of it');
select results_eq($$select test.numbers(billing.credit_note_document(n.id))
    from billing.credit_notes as n$$,
  $$values ('Group ATU13585627'), ('Paris FR 40 303 265 045'), ('Paris lab FR 40 303 265 045'),
    ('Rome IT00743110157')$$, 'A credit note too');
