-- Of a bad debt in Canada the country gives its tax back; a province has a law of its own. Each tax
-- comes back on its own return.
select test.provision('acme', clock_at => '2026-04-30T12:00:00Z', currency => 'CAD');
select test.as('admin', 'acme');
update tenancy.legal_entities set country = 'CA', line1 = '1 Main Street', city = 'Vancouver';
select tax.add_tax_registration('CA', '123456789RT0001', '2020-01-01'),
  tax.add_tax_registration('CA-BC', 'PST-1234-5678', '2020-01-01');
select customers.create_account('West', billing_address =>
  row('1 Main Street', null, 'Vancouver', 'BC', 'V5K 0A1', 'CA'));
select test.as('finance', 'acme');
select billing.finalize_invoice(i.id)
from billing.create_invoice((select id from customers.accounts), payment_terms_days => 0, items => array[
  (null, null, 'Work', 1, 100, null, null, null, null, null)::billing.invoice_item_input]) as i;
select is((select tax::numeric from billing.invoices), 12.00, 'Of 100.00 it is 5 % and 7 %');
select billing.write_off_invoice((select id from billing.invoices), 'Insolvent');
select results_eq(
  $$select amount::numeric, relieved_amount::numeric from billing.write_offs$$,
  $$values (112.00, 5.00)$$, 'GST comes back, provincial sales tax is lost');
select results_eq(
  $$select ledger.balance(code, 'CAD')::numeric from unnest('{bad_debt,tax_payable}'::text[]) as code$$,
  $$values (107.00), (7.00)$$, 'and is owed all the same');
select results_eq(
  $$select s.jurisdiction, s.amount::numeric from tax.tax_return_sums('2026-04') as s
    where s.kind = 'relief'$$,
  $$values ('CA', -5.00)$$, 'It is told to who gives it back');

-- Germany: of two taxes, of which one is credited after half of both was given up.
select test.root();
select test.provision('globex', clock_at => '2026-04-30T12:00:00Z', currency => 'EUR');
select test.as('admin', 'globex');
update tenancy.legal_entities set country = 'DE', line1 = '1 Weg', city = 'Berlin';
select tax.add_tax_registration('DE', 'DE136695976', '2020-01-01');
select customers.create_account('Nord', billing_address =>
  row('1 Allee', null, 'Berlin', null, '10115', 'DE'));
select billing.finalize_invoice(i.id)
from billing.create_invoice((select id from customers.accounts), payment_terms_days => 0, items => array[
  (null, null, 'Work', 1, 1000, null, null, null, null, null),
  (null, null, 'Books', 1, 500, null, 35, null, null, null)]::billing.invoice_item_input[]) as i;
select billing.write_off_invoice((select id from billing.invoices), 'Insolvent', 862.5);
select billing.create_credit_note(item.invoice_id, 'Not as agreed', array[
  (item.id, 1000)::billing.credit_note_line_input])
from billing.invoice_items as item where item.description = 'Work';
select results_eq(
  $$select s.treatment, sum(s.taxable)::numeric, sum(s.amount)::numeric
    from tax.tax_return_sums('2026-04') as s where s.kind <> 'invoice' group by 1 order by 1$$,
  $$values ('by_hand', -500.00, -35.00), ('standard', -1000.00, -190.00)$$,
  'Tax comes back of what is left alone');
select is_empty('select * from ledger.discrepancies', 'The books agree');
