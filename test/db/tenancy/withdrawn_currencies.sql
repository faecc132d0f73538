-- A currency that is no money any more: what is in it goes on, nothing new is agreed in it.
select test.provision('sofia', '2025-12-31T12:00:00Z', currency => 'BGN');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
grant execute on all functions in schema test to public;
select test.as('admin', 'sofia');
select lives_ok($$select customers.create_account('Old')$$, 'While it is money it is used');
select lives_ok($$select sales.create_contract(test.account('Old'), '2025-12-01', '2026-02-28',
  seat_count => 1, seat_price => 10, billing_frequency => 'monthly')$$, 'for contracts too');
select tenancy.advance_clock('2026-01-01T00:00:00Z');
select throws_ok($$select customers.create_account('New')$$, 'INPUT',
  'BGN is no money since 2026-01-01.', 'From its last day on no account is opened in it');
select throws_ok($$select catalog.create_product('Seats', base_price => 1, pricing_model => 'per_unit')$$,
  'INPUT', null, 'nothing is priced');
select throws_ok($$select catalog.create_discount('Ten', amount => 10)$$, 'INPUT', null,
  'nothing is taken off');
select throws_ok($$select sales.create_contract(test.account('Old'), '2026-01-01', '2026-12-31',
  seat_count => 1, seat_price => 10)$$, 'INPUT', null, 'nothing is agreed');
select throws_ok($$select sales.create_purchase_order(test.account('Old'), 'PO-1', 10, '2026-01-01',
  '2026-12-31')$$, 'INPUT', null, 'nothing is ordered');
select throws_ok($$select billing.create_invoice(test.account('Old'))$$, 'INPUT', null,
  'and nothing is written by hand');
select lives_ok($$update customers.accounts set account_name = 'Older', currency = 'BGN'
  where account_name = 'Old'$$, 'What is in it can be changed');
select lives_ok($$update customers.accounts set currency = 'EUR' where account_name = 'Older'$$,
  'and go over to another');
select throws_ok($$update customers.accounts set currency = 'BGN' where account_name = 'Older'$$,
  'INPUT', null, 'but not back');
select lives_ok($$select billing.generate_invoice((select id from sales.contracts))$$,
  'What was agreed is billed');
select tenancy.advance_clock('2026-03-01T12:00:00Z');
select results_eq('select status, auto_renew from sales.contracts',
  $$values ('expired', true)$$, 'to its end, and does not renew');
select test.as('operator');
select throws_ok($$select tenancy.provision_tenant('Late', 'late', 'BGN')$$, 'INPUT', null,
  'No tenant is opened in it');
