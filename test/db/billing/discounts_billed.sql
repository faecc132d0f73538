-- Discounts on their way through billing: in their order, taxed after, carried on, given back.
select test.provision('acme', '2026-01-15T12:00:00Z');
create function test.contract() returns uuid language sql security definer as $$
  select c.id from sales.contracts as c $$;
create function test.printed(number text)
  returns table (amount numeric, discount numeric, tax numeric)
  language sql security definer as $$
  select item.amount::numeric, item.discount::numeric, item.tax::numeric
  from billing.invoices as i
  join billing.invoice_items as item on item.invoice_id = i.id
  where i.invoice_number = number
  order by item."position" $$;
create function test.left_over() returns numeric language sql security definer as $$
  select d.remaining_amount::numeric from sales.contract_discounts as d
  where d.remaining_amount is not null $$;
grant execute on all functions in schema test to public;

select test.as('finance', 'acme');
select tax.add_tax_registration('US-TX', '1', '2020-01-01');
select catalog.create_discount('Welcome', amount => 150, code => 'WELCOME', duration => 'once');
select test.as('sales', 'acme');
select customers.create_account('Acme');
select customers.set_address((select id from customers.accounts), 'billing',
  ('Street 1', null, 'Austin', 'TX', '78701', 'US'));
select sales.create_contract((select id from customers.accounts), '2026-02-01', '2027-01-31',
  contract_number => 'CTR-1', billing_frequency => 'monthly', lines => array_agg(
    jsonb_populate_record(null::sales.contract_line_input, line)),
  discounts => array[jsonb_populate_record(null::sales.contract_discount_input,
    '{"percent": 10, "reason": "Loyal"}')],
  coupon_codes => '{welcome}')
from jsonb_array_elements('[
  {"description": "Seats", "quantity": 10, "unit_price": 10},
  {"description": "Support", "quantity": 1, "unit_price": 50, "discount_percent": 20}]') as line;

-- 100.00 and 50.00 - 10.00; less 10 % of 140.00; less 126.00 of the 150.00.
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-02-01T17:00:00Z');
select results_eq($$select * from test.printed('INV-2026-001')$$,
  'values (100.00, 100.00, 0.00), (50.00, 50.00, 0.00)',
  'A coupon takes what the others left, and no more');
select is(test.left_over(), 24.00, 'The rest of it is carried on,');
select tenancy.advance_clock('2026-03-01T17:00:00Z');
select results_eq($$select * from test.printed('INV-2026-002')$$,
  'values (100.00, 27.14, 4.56), (50.00, 20.86, 1.82)',
  'to the next invoice; tax is on what is left');
select is(test.left_over(), 0.00, 'which uses it up.');

-- A void invoice gives back what it took, and a preview takes nothing.
select test.as('finance', 'acme');
select billing.void_invoice(i.id, 'Wrong') from billing.invoices as i
where i.invoice_number = 'INV-2026-002';
select is(test.left_over(), 24.00, 'Voided, it gives it back,');
select results_eq(
  $$select p.total::numeric from billing.preview_invoice(test.contract(), '2026-04-01') as p$$,
  'values (108.38)', 'the preview shows it taken again,');
select is(test.left_over(), 24.00, 'and takes nothing.');
select results_eq(
  $$select i.total::numeric from billing.generate_invoice(test.contract(), '2026-04-01', '2026-04-30')
    as i$$, 'values (108.38)', 'The invoice is what the preview said');

-- What a discount took off days that are given back goes back with them.
select test.as('sales', 'acme');
select results_eq(
  $$select r.subtotal::numeric, r.discount::numeric
    from billing.amend_contract(test.contract(), '2026-04-16', (
      select array[(l.id, null, null, null, true, null)::sales.contract_change_input]
      from sales.contract_lines as l where l."position" = 1)) as r$$,
  'values (-50.00, -13.57)', 'A credit gives back half of the line, and of its discounts');
select test.as('admin', 'acme');
select is_empty('select * from ledger.discrepancies', 'The books agree');
