-- What an amendment of a shared contract says is what its invoice says, in two countries.
select test.provision('acme', '2026-01-31T12:00:00Z', 'EUR');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.told(invoice_now boolean)
  returns table (subtotal text, discount text, tax text, total text) language sql as $$
  select r.subtotal::text, r.discount::text, r.tax::text, r.total::text
  from billing.preview_amendment((select id from sales.contracts), '2026-08-01', array(
      select (l.id, 45, null, null, null, null)::sales.contract_change_input
      from sales.contract_lines as l), invoice_now => told.invoice_now) as r $$;
grant execute on all functions in schema test to public;

select test.as('finance', 'acme');
select tax.add_tax_registration(place, '1', '2024-01-01') from unnest('{DE,FR}'::text[]) as place;
select test.as('admin', 'acme');
select customers.create_account('Group');
select customers.create_account('North', parent_account_id => test.account('Group'),
  payer => 'parent');
select customers.set_address(test.account('Group'), 'billing',
  ('Weg 1', null, 'Berlin', null, '10115', 'DE'));
select customers.set_address(test.account('North'), 'billing',
  ('Rue 1', null, 'Paris', null, '75001', 'FR'));
select sales.create_contract(test.account('Group'), '2026-02-01', '2027-01-31', seat_count => 30,
  seat_price => 9.99, billing_frequency => 'annual', covered_accounts => array[
    (test.account('North'), 20, null)::sales.covered_account],
  discounts => array[(null, null, 10, null, null, null, null, 'x')
    ::sales.contract_discount_input]);
select tenancy.advance_clock('2026-02-01T12:00:00Z');

-- 10 seats of Berlin become 25 for 184 of 365 days: 906.49 more, less a tenth, at 19 %; the 20 of
-- Paris are given back and charged again.
select results_eq('select * from test.told(false)', 'select * from test.told(true)',
  'What waits says what an invoice would');
select results_eq('select * from test.told(false)',
  $$values ('906.49', '90.65', '155.01', '970.85')$$, 'to the cent, by the accounts served.');
