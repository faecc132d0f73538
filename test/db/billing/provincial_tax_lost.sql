-- Of a bad debt in Canada the country gives its tax back; a province has a law of its own.
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
