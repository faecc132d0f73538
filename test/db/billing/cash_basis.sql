-- On a cash basis tax is owed to the state as customers pay, and told on the day of the payment.
select test.provision('acme', clock_at => '2026-04-01T12:00:00Z', currency => 'EUR');
create table test.named (name text primary key, id uuid not null);
grant select, insert on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name
$$;
create function test.customer(name text, country text, tax_id text default null)
  returns void language sql as $$
  insert into test.named
  select customer.name, (customers.create_account(customer.name, tax_id => customer.tax_id,
    billing_address => row('1 Street', null, 'Town', null, '1000', customer.country)
      ::customers.postal_address)).id
$$;
-- Items of these nets, of the categories of the products that are named.
create function test.invoice(name text, nets numeric[], products text[] default '{}',
  customer text default 'Nord', starts date default null, ends date default null)
  returns void language sql as $$
  insert into test.named
  select invoice.name, (billing.finalize_invoice(i.id)).id
  from billing.create_invoice(test.id(customer), items => array(
    select (test.id(p.product), null, 'Work', 1, n.net, 0, null, starts, ends, null
      )::billing.invoice_item_input
    from unnest(nets) with ordinality as n (net, place)
    left join unnest(products) with ordinality as p (product, place) using (place))) as i
$$;
create function test.pay(name text, invoice text, amount numeric, on_day date default null)
  returns void language sql as $$
  insert into test.named
  select pay.name, (payments.record_payment(amount, invoice_id => test.id(invoice),
    received_on => on_day)).id
$$;
create function test.books(as_of date default null) returns text language sql stable as $$
  select string_agg(code.it || ' ' || ledger.balance(code.it, 'EUR', as_of), ', ' order by code.it)
  from unnest('{receivable,tax_payable,tax_suspense}'::text[]) as code (it)
$$;
-- Net and tax, by day, of what became payable of an invoice.
create function test.released(invoice text) returns text[] language sql stable as $$
  select array_agg(concat_ws(' ', r.released_on, trim_scale(c.rate), r.taxable, r.amount)
    order by r.released_on, r.release_id, c.rate desc)
  from billing.released_taxes as r
  join tax.tax_codes as c on c.id = r.tax_code_id
  where r.invoice_id = test.id(invoice)
$$;
-- What returns say: place, rate, treatment, what it is of, net and tax.
create function test.told(period text) returns text[] language sql stable as $$
  select array_agg(concat_ws(' ', s.jurisdiction, trim_scale(s.rate), s.treatment, s.kind,
    case when s.is_correction then 'of ' || s.belongs_to end, s.taxable, s.amount)
    order by s.treatment, s.kind)
  from tax.tax_return_sums(period) as s where s.registration_id is not null
$$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
update tenancy.legal_entities set country = 'DE', line1 = '1 Weg', city = 'Berlin';
select tax.add_tax_registration('DE', 'DE136695976', '2020-01-01');
insert into test.named
select 'Book', (catalog.create_product('Book', tax_category => 'reduced')).id;
select test.as('finance', 'acme');
select test.customer('Nord', 'DE'), test.customer('Paris', 'FR', 'FR40303265045');

-- Issued before the change, and after it
select test.invoice('before', '{1000}');
select test.as('admin', 'acme');
update tenancy.legal_entities set tax_basis = 'cash';
select test.as('finance', 'acme');
select test.invoice('year', '{1200}', starts => '2026-04-01', ends => '2027-03-31');
select results_eq(
  $$select i.tax_basis from billing.invoices as i
    where i.id in (test.id('before'), test.id('year')) order by i.id$$,
  $$values ('invoice'), ('cash')$$, 'An invoice keeps the basis on which it was issued');
select is(test.books(), 'receivable 2618.00, tax_payable 190.00, tax_suspense 228.00',
  'On a cash basis 228.00 of tax wait, while nobody paid');
select is(test.told('2026-04'), '{DE 19 standard invoice 1000.00 190.00}',
  'and are on no return');
select throws_ok($$update billing.invoices set tax_basis = 'invoice' where id = test.id('year')$$,
  '42501', null, 'Nobody changes the basis of what was issued');

-- Paid in part
select test.go_on('2026-05-10');
select test.pay('half', 'year', 714);
select is(test.books(), 'receivable 1904.00, tax_payable 304.00, tax_suspense 114.00',
  'Half of it paid, half of its tax is owed');
select is(test.told('2026-05'), '{DE 19 standard payment 600.00 114.00}',
  'and told with its net in the month of the payment');
select test.pay('bit', 'year', 0.05);
select test.pay('bit more', 'year', 100);
select is(test.released('year'), '{2026-05-10 19 600.00 114.00,2026-05-10 19 0.05 0.01,'
    '2026-05-10 19 84.00 15.96}',
  'Of all that was paid, not payment by payment: rounding does not add up');
select is(test.books('2026-05-09'), 'receivable 2618.00, tax_payable 190.00, tax_suspense 228.00',
  'The day before stays as it was');

-- Recorded late
select test.go_on('2026-05-20');
select test.pay('late', 'year', 100, '2026-05-05');
select is(test.books('2026-05-05'), 'receivable 2518.00, tax_payable 205.97, tax_suspense 212.03',
  'A payment that is recorded late makes tax payable on its own day');
select test.pay('rest', 'year', 513.95);
select is(test.books(), 'receivable 1190.00, tax_payable 418.00, tax_suspense 0.00',
  'The last payment takes the rest');
select is(test.books('2026-05-20'), test.books(), 'of its day');

-- Taken back
select test.go_on('2026-06-02');
select payments.reverse_payment(test.id('half'), 'Bounced');
select is(test.books(), 'receivable 1904.00, tax_payable 304.00, tax_suspense 114.00',
  'Reversed, its tax waits again');
select is(test.told('2026-06'), '{DE 19 standard payment -600.00 -114.00}',
  'and comes off the return of that month');
select payments.unapply_payment(test.id('rest'), test.id('year'), 13.95);
select payments.apply_payment(test.id('rest'),
  array[(test.id('year'), 13.95)::payments.application_input]);
select is(test.books(), 'receivable 1904.00, tax_payable 304.00, tax_suspense 114.00',
  'Taken off and applied again on a day, nothing changed');
select test.pay('again', 'year', 714);
select is(test.books(), 'receivable 1190.00, tax_payable 418.00, tax_suspense 0.00',
  'Paid again, it is owed again');

-- Two rates: by largest remainder
select test.invoice('mixed', '{100.00,50.00}', '{null,Book}');
select test.pay('a third', 'mixed', 57.50);
select is(test.released('mixed'), '{2026-06-02 19 33.32 6.33,2026-06-02 7 16.71 1.17}',
  'What is payable is split over the rates');
select test.pay('the rest', 'mixed', 115.00);
select results_eq(
  $$select trim_scale(c.rate), sum(r.taxable)::numeric, sum(r.amount)::numeric
    from billing.released_taxes as r join tax.tax_codes as c on c.id = r.tax_code_id
    where r.invoice_id = test.id('mixed') group by c.rate order by c.rate desc$$,
  $$values (19::numeric, 100.00, 19.00), (7, 50.00, 3.50)$$, 'and comes to the whole, with its net');

-- Nothing to wait with
select test.go_on('2026-07-01');
select test.invoice('abroad', '{500}', customer => 'Paris');
select is(test.told('2026-07'), '{FR 0 reverse_charge invoice 500.00 0.00}',
  'What the customer owes the tax of is told with its invoice');

-- Credit notes
select test.go_on('2026-08-01');
select test.invoice('credited', '{1000}');
select test.pay('a quarter', 'credited', 297.50);
select billing.create_credit_note(test.id('credited'), 'Less', array[(
  (select item.id from billing.invoice_items as item where item.invoice_id = test.id('credited')),
  400)::billing.credit_note_line_input]);
select is(test.released('credited'), '{2026-08-01 19 250.00 47.50}',
  'A note takes what waits: of 714.00 that are left 297.50 are paid, and 47.50 of 114.00 owed');
select billing.create_credit_note(test.id('credited'), 'All of it');
select is(test.released('credited'),
  '{2026-08-01 19 250.00 47.50,2026-08-01 19 -250.00 -47.50}',
  'and of what was paid what was owed');
select is(test.books(), 'receivable 1690.00, tax_payable 440.50, tax_suspense 0.00',
  'Nothing of it waits');
select test.invoice('from balance', '{1000}');
select is(test.released('from balance'), '{2026-08-01 19 250.00 47.50}',
  'The balance that pays another is money that came');
select billing.create_tax_note(test.id('from balance'), 'Rate', array[(
  (select item.id from billing.invoice_items as item
    where item.invoice_id = test.id('from balance')), 95)::billing.tax_note_line_input]);
select is(test.released('from balance'),
  '{2026-08-01 19 250.00 47.50,2026-08-01 19 21.68 -21.69}',
  'Of tax that is corrected the part that was paid comes back');

-- Given up
select test.go_on('2026-09-01');
select test.invoice('lost', '{1000}');
select test.pay('some of it', 'lost', 119);
select billing.write_off_invoice(test.id('lost'), 'Gone', tax_relief => 'none');
select results_eq(
  $$select w.relief_amount::numeric, w.relieved_amount::numeric from billing.write_offs as w
    where w.invoice_id = test.id('lost')$$, $$values (171.00, 171.00)$$,
  'What waits goes with what is given up, whatever the law says of bad debts');
select is(ledger.balance('bad_debt', 'EUR'), 900.00::kernel.amount, 'and is no bad debt');
select is(test.released('lost'), '{2026-09-01 19 100.00 19.00}', 'What was paid is owed');
select is(test.told('2026-09'), '{DE 19 standard payment 100.00 19.00}',
  'No return knows of a relief');
select payments.record_payment(595, invoice_id => test.id('lost'));
select is(test.told('2026-09'),
  '{DE 19 standard payment 100.00 19.00,DE 19 standard recovery 500.00 95.00}',
  'Money that comes all the same has its tax in it');
select billing.create_credit_note(test.id('lost'), 'Too much', array[(
  (select item.id from billing.invoice_items as item where item.invoice_id = test.id('lost')),
  100)::billing.credit_note_line_input]);
select is(ledger.balance('tax_suspense', 'EUR'), (
    select 190 - 95 - sum(r.amount) from billing.released_taxes as r
    where r.invoice_id = test.id('from balance'))::kernel.amount,
  'A note takes of what was given up, and nothing waits for it');

-- Cancelled, and voided
select test.invoice('wrong', '{100}');
select billing.void_invoice(test.id('wrong'), 'Wrong');
select ok(test.released('wrong') is null, 'What is cancelled was never payable');
select test.as('admin', 'acme');
update tenancy.legal_entities set voids_issued = true;
select test.as('finance', 'acme');
select test.invoice('voided', '{100}');
select billing.void_invoice(test.id('voided'), 'Wrong');
select ok(test.released('voided') is null, 'nor is what is voided');

-- A month that is closed
select test.go_on('2026-10-15');
select test.invoice('closed', '{1000}');
select test.go_on('2026-11-15');
select test.as('admin', 'acme');
select ledger.close_period('2026-10', 'tax');
select test.as('finance', 'acme');
select test.pay('in the closed month', 'closed', 1190, '2026-10-20');
select results_eq(
  $$select j.document_date, j.posted_on from ledger.journals as j
    where j.source_type = 'billing.released_tax' and j.document_number = (
      select i.invoice_number from billing.invoices as i where i.id = test.id('closed'))$$,
  $$values (date '2026-10-20', date '2026-11-01')$$,
  'What comes late to a month that is closed for tax is payable in the first open one');
select is(test.told('2026-11'),
  '{DE 19 standard payment of 2026-10 1000.00 190.00}', 'and told as of its own');

-- Who may look
select test.as('viewer', 'acme');
select isnt_empty('select from billing.released_taxes', 'Viewers read what became payable');
select throws_ok('delete from billing.released_taxes', '42501', null, 'and change nothing');
select throws_ok($$select billing.release_taxes('{}')$$, '42501', null, 'nor does anybody by hand');
