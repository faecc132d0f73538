-- The rate changes within a prepaid year: what is given back takes its own tax along. Estonia had
-- 22 % until June 2025, 24 % since.
select test.provision('acme', '2025-01-31T12:00:00Z', 'EUR');
create function test.line() returns sales.contract_change_input[] language sql security definer as $$
  select array[(l.id, 5, null, null, null, null)::sales.contract_change_input]
  from sales.contract_lines as l $$;
create function test.printed() returns table (amount text, tax text) language sql
  security definer as $$
  select item.amount::text, item.tax::text
  from billing.invoices as i join billing.invoice_items as item on item.invoice_id = i.id
  where i.billing_type = 'adjustment' order by item."position" $$;
grant execute on all functions in schema test to public;

select test.as('finance', 'acme');
select tax.add_tax_registration('EE', '1', '2024-01-01');
select test.as('admin', 'acme');
select customers.create_account('Acme');
select customers.set_address((select id from customers.accounts), 'billing',
  ('Tn 1', null, 'Tallinn', null, '10111', 'EE'));
select sales.create_contract((select id from customers.accounts), '2025-02-01', '2026-01-31',
  seat_count => 10, seat_price => 100, billing_frequency => 'annual');
select tenancy.advance_clock('2025-02-01T12:00:00Z');
select is((select i.tax::text from billing.invoices as i), '2640.00', '22 % of 12,000.00.');
select billing.finalize_invoice(i.id) from billing.invoices as i;

select tenancy.advance_clock('2025-08-01T12:00:00Z');
select results_eq(
  $$select r.subtotal::text, r.tax::text from billing.preview_amendment((
    select id from sales.contracts), '2025-08-01', test.line()) as r$$,
  $$values ('-3024.66', '-604.93')$$, 'Half of it is given back, told before');
select billing.amend_contract((select id from sales.contracts), '2025-08-01', test.line(),
  invoice_now => true);
select results_eq('select * from test.printed()',
  $$values ('-6049.32', '-1330.85'), ('3024.66', '725.92')$$,
  'at 22 % as it was charged; what takes its place at 24 %.');
select test.root('acme');
select billing.retax_drafts();
select results_eq('select * from test.printed()',
  $$values ('-6049.32', '-1330.85'), ('3024.66', '725.92')$$, 'Retaxed, it stays so.');
