-- Of prices that include their tax an item shows the net of all: also of what was taken off.
select test.provision('acme', '2026-04-01T12:00:00Z', 'EUR');
create function test.sign(number text, amount numeric, percent numeric default null) returns void
  language sql as $$
  select sales.create_contract((select a.id from customers.accounts as a), '2026-04-01',
    '2027-03-31', contract_number => number, billing_frequency => 'monthly',
    lines => array[jsonb_populate_record(null::sales.contract_line_input, jsonb_build_object(
      'description', number, 'quantity', 1, 'unit_price', 119, 'discount_percent', percent))]);
  select sales.apply_discount(c.id, amount => sign.amount, duration => 'once', reason => 'Gift')
  from sales.contracts as c where c.contract_number = number and sign.amount is not null;
  select billing.generate_invoice(c.id, '2026-04-01', '2026-04-30')
  from sales.contracts as c where c.contract_number = number $$;
create function test.shown(number text) returns text language sql security definer as $$
  select concat_ws(' ', i.amount, i.discount, i.tax, (billing.invoice_items_explanation(i)).agrees)
  from billing.invoice_items as i where i.description = number $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
select tax.add_tax_registration('DE', 'DE811569869', '2026-01-01');
select tax.change_tax_settings(prices_include_tax => true);
select customers.create_account('Buyer',
  billing_address => row(null, null, 'Berlin', null, null, 'DE')::customers.postal_address);
select test.sign('none', null);
select test.sign('whole', 150);
select test.sign('nearly', 118.90);
select test.sign('part', 19);
select test.sign('line', null, 100);
select test.sign('line and contract', 9.50, 50);
select results_eq(
  $$select test.shown(n) from unnest('{none,whole,nearly,part,line,line and contract}'::text[]) as n$$,
  $$values ('100.00 0.00 19.00 t'), ('100.00 100.00 0.00 t'), ('100.00 99.92 0.02 t'),
    ('100.00 15.97 15.97 t'), ('100.00 100.00 0.00 t'), ('100.00 57.98 7.98 t')$$,
  'A discount of a part, of nearly all and of all: the price without tax is the same');

-- Taxed anew at another rate: what was asked stays.
select customers.set_address((select a.id from customers.accounts as a), 'billing',
  row(null, null, 'Vaduz', null, null, 'LI'));
select test.root('acme');
select billing.retax_drafts();
select results_eq(
  $$select test.shown(n) from unnest('{none,whole,nearly,part}'::text[]) as n$$,
  $$values ('119.00 0.00 0.00 t'), ('119.00 119.00 0.00 t'), ('119.00 118.90 0.00 t'),
    ('119.00 19.00 0.00 t')$$, 'Without a tax the price is all net,');
select test.as('admin', 'acme');
select tax.add_tax_registration('CH', 'CHE-1', '2026-01-01');
select customers.set_address((select a.id from customers.accounts as a), 'billing',
  row(null, null, 'Bern', null, null, 'CH'));
select test.root('acme');
select billing.retax_drafts();
select results_eq(
  $$select test.shown(n) from unnest('{none,whole,nearly,part}'::text[]) as n$$,
  $$values ('110.08 0.00 8.92 t'), ('110.08 110.08 0.00 t'), ('110.08 109.99 0.01 t'),
    ('110.09 17.58 7.49 t')$$, 'with another tax less that, to the cent');
