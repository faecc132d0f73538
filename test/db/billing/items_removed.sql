-- What is taken off a draft takes its tax along; that of the rest is rounded together, as ever.
select test.provision('acme', '2026-02-01T12:00:00Z');
create function test.take_off() returns text language sql as $$
  select i.tax::text from billing.remove_invoice_item((select id from billing.invoices), (
    select item.id from billing.invoice_items as item order by item."position" limit 1)) as i $$;
grant execute on all functions in schema test to public;

select test.as('finance', 'acme');
select tax.add_tax_registration('DE', 'DE136695976', '2024-01-01');
select test.as('admin', 'acme');
select customers.create_account('Acme', currency => 'EUR');
select customers.set_address((select id from customers.accounts), 'billing',
  ('Weg 1', null, 'Berlin', null, '10115', 'DE'));
select billing.create_invoice((select id from customers.accounts), items => array(
  select (null, null, 'Part', 1, 0.08, 0, null, null, null, null)::billing.invoice_item_input
  from generate_series(1, 5)));

select is((select tax from billing.invoices)::numeric, 0.08, '19 % of 0.40 are 0.08,');
select is(test.take_off(), '0.06', 'of 0.32 they are 0.06,');
select is(test.take_off(), '0.05', 'of 0.24 they are 0.05,');
select is(test.take_off(), '0.03', 'and of 0.16 they are 0.03.');
select is((select sum(t.amount) from billing.item_taxes as t), 0.03, 'What is printed adds up.');
