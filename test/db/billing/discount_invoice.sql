-- Discounts off drafts that are written by hand.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.account() returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = 'Acme' $$;
create function test.product(name text) returns uuid language sql security definer as $$
  select p.id from catalog.products as p where p.name = product.name $$;
create function test.discount(name text) returns uuid language sql security definer as $$
  select d.id from catalog.discounts as d where d.name = discount.name $$;
create function test.invoice(number text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i where i.invoice_number = number $$;
create function test.redeemed(name text) returns int language sql security definer as $$
  select d.redemptions_count from catalog.discounts as d where d.name = redeemed.name $$;
create function test.items(number text)
  returns table (description text, amount text, discount text, tax text)
  language sql security definer as $$
  select item.description, item.amount::text, item.discount::text, item.tax::text
  from billing.invoice_items as item where item.invoice_id = test.invoice(number)
  order by item."position" $$;
create function test.draft(nets numeric[], taxes numeric[] default '{}',
    products text[] default '{}') returns text language sql security definer as $$
  select i.invoice_number from billing.create_invoice(test.account(), items => array(
    select (test.product(product), null, 'Work ' || n, 1, net, null, coalesce(tax, 0), null, null, null)
      ::billing.invoice_item_input
    from unnest(nets, taxes, products) with ordinality as t (net, tax, product, n))) as i $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'acme');
select customers.create_account('Acme');
select catalog.create_product(name) from unnest('{CRM,Mail}'::text[]) as name;
select catalog.create_discount('Ten', percent => 10, code => 'TEN',
  max_redemptions_per_account => 1);
select catalog.create_discount('Mail', percent => 50, code => 'MAIL', duration => 'forever',
  product_ids => array[test.product('Mail')]);
select catalog.create_discount('Euro', amount => 5, currency => 'EUR', code => 'EURO');
select catalog.create_discount('Over', percent => 5, code => 'OVER', valid_to => '2026-01-01');
select catalog.create_discount('Twice', amount => 20, code => 'TWICE', max_redemptions => 2);

select sales.create_contract(test.account(), '2026-02-01', '2027-01-31', contract_number => 'PLAIN',
  seat_count => 1, seat_price => 1);

-- By hand, off a draft: the worked example, tax follows.
select test.as('finance', 'acme');
select test.draft('{100,50,30,20}', '{10,0,6,4}');
select results_eq(
  $$select subtotal::text, discount::text, tax::text, total::text
    from billing.discount_invoice(test.invoice('INV-2026-001'), amount => 10)$$,
  $$values ('200.00', '10.00', '19.00', '209.00')$$, 'An amount off a draft');
select results_eq($$select discount, tax from test.items('INV-2026-001')$$,
  $$values ('5.00', '9.50'), ('2.50', '0.00'), ('1.50', '5.70'), ('1.00', '3.80')$$,
  'is split by net, tax follows');
select results_eq(
  $$select discount::text from billing.discount_invoice(test.invoice('INV-2026-001'), code => 'ten')$$,
  $$values ('29.00')$$, 'A coupon takes of what is left');
select results_eq(
  $$select d."position", d.name, sum(d.amount) from billing.item_discounts as d
    join billing.invoice_items as item on item.id = d.invoice_item_id
    where item.invoice_id = test.invoice('INV-2026-001') group by 1, 2 order by 1$$,
  $$values (1, 'Discount', 10.00), (2, 'Ten', 19.00)$$, 'Both are written down');
select is(test.redeemed('Ten'), 1, 'and the coupon counted');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-001'), code => 'TEN')$$,
  'CNFLT', 'The invoice has this discount already.', 'An invoice has a coupon once');
select test.draft('{100}');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-002'), code => 'TEN')$$,
  'DCEXH', 'The account redeemed the discount as often as it may.', 'An account so often as it may');
select billing.void_invoice(test.invoice('INV-2026-001'), 'Wrong');
select lives_ok($$select billing.discount_invoice(test.invoice('INV-2026-002'), code => 'TEN')$$,
  'Voided, it can be redeemed again');
select lives_ok(
  $$select billing.discount_invoice(test.invoice('INV-2026-002'), test.discount('Twice'))$$,
  'A discount of the catalog by its id');
select lives_ok(
  $$select billing.remove_invoice_item(test.invoice('INV-2026-002'), (select id
    from billing.invoice_items where invoice_id = test.invoice('INV-2026-002')))$$,
  'The last item that holds them');
select results_eq($$select test.redeemed('Ten'), test.redeemed('Twice')$$, 'values (0, 0)',
  'takes the redemptions along');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-002'), percent => 5)$$,
  'TRANS', 'The invoice has nothing left to take a discount off.', 'Of nothing nothing is taken');
select test.draft('{10,10}', products => '{CRM,Mail}');
select results_eq($$select discount::text from billing.discount_invoice(test.invoice('INV-2026-003'),
    code => 'mail')$$, $$values ('5.00')$$, 'A coupon for a product');
select results_eq($$select discount from test.items('INV-2026-003')$$, $$values ('0.00'), ('5.00')$$,
  'takes of its items alone');
select results_eq($$select total::text from billing.discount_invoice(test.invoice('INV-2026-003'),
    amount => 1000)$$, $$values ('0.00')$$, 'More than all is all');

-- Issued again: the coupon goes along.
select test.draft('{100,20}');
select billing.discount_invoice(test.invoice('INV-2026-004'), code => 'TEN');
select billing.finalize_invoice(test.invoice('INV-2026-004'));
select results_eq(
  $$select r.discount::text, r.total::text
    from billing.reissue_invoice(test.invoice('INV-2026-004'), 'Wrong address') as r$$,
  $$values ('12.00', '108.00')$$, 'An invoice that is issued again keeps its discount');
select results_eq(
  $$select d.name, d.amount::text, d.returned_at is null from billing.item_discounts as d
    join billing.invoice_items as item on item.id = d.invoice_item_id
    where item.invoice_id = test.invoice('INV-2026-005') order by 2$$,
  $$values ('Ten', '10.00', true), ('Ten', '2.00', true)$$, 'and says which');
select is(test.redeemed('Ten'), 1, 'which is redeemed once');

-- Tax of the law is reckoned anew; of prices that include it, the customer pays so much less.
select test.as('admin', 'acme');
select customers.set_address(test.account(), 'billing',
  ('Street 1', null, 'Austin', 'TX', '78701', 'US'));
select tax.add_tax_registration('US-TX', '1', '2020-01-01');
select billing.create_invoice(test.account(), items => array[
  (null, null, 'A', 1, 100, null, null, null, null, null), (null, null, 'B', 1, 60, null, null, null, null, null),
  (null, null, 'By hand', 1, 40, null, 4, null, null, null)]::billing.invoice_item_input[]);
select results_eq(
  $$select discount::text, tax::text, total::text
    from billing.discount_invoice(test.invoice('INV-2026-006'), amount => 20)$$,
  $$values ('20.00', '12.60', '192.60')$$, 'Tax is reckoned on what is left');
select results_eq($$select discount, tax from test.items('INV-2026-006')$$,
  $$values ('10.00', '5.63'), ('6.00', '3.37'), ('4.00', '3.60')$$, 'of each item');
select tax.change_tax_settings(prices_include_tax => true);
select billing.create_invoice(test.account(), items => array[
  (null, null, 'A', 1, 106.25, null, null, null, null, null)]::billing.invoice_item_input[]);
select results_eq(
  $$select subtotal::text, tax::text, total::text from billing.invoices
    where id = test.invoice('INV-2026-007')$$,
  $$values ('100.00', '6.25', '106.25')$$, 'A price with its tax');
select results_eq(
  $$select total::text from billing.discount_invoice(test.invoice('INV-2026-007'), percent => 10)$$,
  $$values ('95.62')$$, 'less 10 percent');
select results_eq(
  $$select subtotal - discount, tax::numeric, total::numeric
    from billing.discount_invoice(test.invoice('INV-2026-007'), amount => 10.62)$$,
  $$values (80.00, 5.00, 85.00)$$, 'less an amount');
select tax.change_tax_settings(prices_include_tax => false);
select test.as('finance', 'acme');

-- What cannot be.
select test.draft('{10}');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-008'), code => 'mail')$$,
  'DCPRO', 'Mail is for no product of the invoice.', 'A coupon for another product');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-008'), code => 'euro')$$,
  'DCCUR', 'Euro is an amount in EUR, the invoice is in USD.', 'in another currency');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-008'), code => 'over')$$,
  'DCEXP', null, 'one that is over');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-008'), code => 'none')$$,
  'DCNFD', null, 'or that nobody gave');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-008'))$$, 'INPUT', null,
  'Nothing');
select throws_ok(
  $$select billing.discount_invoice(test.invoice('INV-2026-008'), percent => 5, amount => 5)$$,
  'INPUT', null, 'two at once');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-008'), amount => 0)$$,
  'INPUT', null, 'nothing off');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-008'), amount => 0.001)$$,
  'INPUT', 'The amount has more decimals than its currency.', 'less than a cent off');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-008'), percent => 0.01)$$,
  'TRANS', null, 'what rounds to nothing');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-008'), percent => 101)$$,
  '23514', null, 'more than all in percent');
select throws_ok($$select billing.discount_invoice(uuidv7(), percent => 5)$$, 'NOTFD', null,
  'No invoice');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-001'), percent => 5)$$,
  'TRANS', null, 'one that is no draft');
select billing.generate_invoice(c.id, c.start_date, c.end_date)
from sales.contracts as c;
select throws_ok(
  $$select billing.discount_invoice((select id from billing.invoices
    where contract_id = (select id from sales.contracts)), percent => 5)$$, 'TRANS',
  'The invoice bills a contract; give the contract the discount.', 'one of a contract');
select results_eq($$select discount, tax from test.items('INV-2026-008')$$, $$values ('0.00', '0.00')$$,
  'leave an invoice as it was');

-- Who else.
select test.as('sales', 'acme');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-008'), percent => 5)$$,
  '42501', null, 'Sales changes no invoice');
select isnt_empty('select * from billing.item_discounts', 'but reads what discounts took');
select test.as('admin', 'other');
select is_empty('select * from billing.item_discounts', 'A stranger sees none');
select throws_ok($$select billing.discount_invoice(test.invoice('INV-2026-008'), percent => 5)$$,
  'NOTFD', null, 'and gives none');
