-- Money that comes before the supply is a deposit, and its tax is owed at once; the invoice of the
-- supply deducts both.
select test.provision('acme', clock_at => '2026-03-15T12:00:00Z', currency => 'EUR');
select test.provision('other', clock_at => '2026-03-15T12:00:00Z', currency => 'EUR');
create table test.named (name text primary key, id uuid not null);
grant select, insert on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name
$$;
create function test.items(nets numeric[], products text[] default '{}')
  returns billing.invoice_item_input[] language sql stable as $$
  select array(
    select (test.id(p.product), null, 'Work', 1, n.net, 0, null, null, null, null
      )::billing.invoice_item_input
    from unnest(nets) with ordinality as n (net, place)
    left join unnest(products) with ordinality as p (product, place) using (place))
$$;
create function test.deposit(name text, amount numeric, nets numeric[],
  received_on date default null, products text[] default '{}', account text default 'Nord')
  returns void language sql as $$
  select payments.record_payment(amount, test.id(account), received_on => deposit.received_on,
    deposit_for => row(test.items(nets, products))::payments.deposit_input);
  insert into test.named
  select deposit.name, (select i.id from billing.invoices as i
    where i.billing_type = 'advance' order by i.id desc limit 1);
$$;
create function test.invoice(name text, nets numeric[], deposits text[] default '{}',
  products text[] default '{}')
  returns void language sql as $$
  insert into test.named
  select invoice.name, (billing.finalize_invoice(i.id)).id
  from billing.create_invoice(test.id('Nord'), items => test.items(nets, products),
    deduct_deposits => array(select test.id(d) from unnest(deposits) as d)) as i
$$;
create function test.books(as_of date default null) returns text language sql stable as $$
  select string_agg(code.it || ' ' || ledger.balance(code.it, 'EUR', as_of), ', ' order by code.it)
  from unnest('{cash,customer_deposits,receivable,revenue,tax_payable,unapplied_cash}'::text[])
    as code (it)
$$;
create function test.told(period text) returns text[] language sql stable as $$
  select array_agg(concat_ws(' ', trim_scale(s.rate), s.kind, s.taxable, s.amount)
    order by s.rate desc, s.kind)
  from tax.tax_return_sums(period) as s where s.registration_id is not null
$$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
update tenancy.legal_entities set country = 'DE', line1 = '1 Weg', city = 'Berlin';
select tax.add_tax_registration('DE', 'DE136695976', '2020-01-01');
insert into test.named select 'Book', (catalog.create_product('Book', tax_category => 'reduced')).id;
insert into test.named select v.name, (customers.create_account(v.name, billing_address =>
    row('1 Allee', null, 'Berlin', null, '10115', 'DE'))).id
from (values ('Nord'), ('Sued')) as v (name);

-- Received
select test.as('finance', 'acme');
select test.deposit('deposit', 1190, '{1000}');
select is(test.books(), 'cash 1190.00, customer_deposits 1000.00, receivable 0.00, revenue 0.00, '
  'tax_payable 190.00, unapplied_cash 0.00', '1,190.00 are a deposit of 1,000.00, and tax');
select results_eq(
  $$select i.billing_type, i.status, i.invoice_number::text collate "default", i.issue_date, i.total::numeric,
      billing.invoices_deposit_left(i)::numeric
    from billing.invoices as i where i.id = test.id('deposit')$$,
  $$values ('advance', 'paid', 'INV-2026-001', date '2026-03-15', 1190.00, 1190.00)$$,
  'Its invoice has a number of the series, and is paid');
select is(test.told('2026-03'), '{19 invoice 1000.00 190.00}', 'Its tax is told with its month');
select is(
  billing.invoice_document(test.id('deposit')) -> 'totals' ->> 'balance', '0.00', 'Paper asks for nothing any more');

-- Refused
select throws_ok($$select test.deposit('x', 1000, '{1000}')$$, 'INPUT',
  'The items come to 1190.00 with their tax, the payment to 1000.00.',
  'Items come to the payment');
select throws_ok($$select payments.record_payment(1190, test.id('Nord'),
  deposit_for => row('{}')::payments.deposit_input)$$, 'INPUT', null, 'and there are some');
select throws_ok($$select payments.record_payment(1190, invoice_id => test.id('deposit'),
  deposit_for => row(test.items('{1000}'))::payments.deposit_input)$$, 'INPUT', null,
  'Their invoice is their own');
select throws_ok($$select billing.write_off_invoice(test.id('deposit'), 'x')$$, 'TRANS', null,
  'Nothing is given up of it');
select test.as('viewer', 'acme');
select throws_ok($$select payments.record_payment(1190, test.id('Nord'),
  deposit_for => row(test.items('{1000}'))::payments.deposit_input)$$, '42501', null,
  'Viewers record none');
select test.as('finance', 'other');
insert into test.named select 'Abroad', (customers.create_account('Abroad')).id;
select throws_ok($$select billing.create_invoice(test.id('Abroad'), items => test.items('{1000}'),
  deduct_deposits => array[test.id('deposit')])$$, 'NOTFD', null, 'Nor does another tenant deduct it');

-- Deducted
select test.go_on('2026-04-20');
select throws_ok($$select test.invoice('x', '{100}', '{nothing}')$$, 'NOTFD', null,
  'Nothing unknown is deducted');
select throws_ok($$select test.invoice('x', '{100}', '{deposit,deposit}')$$, 'INPUT', null,
  'nor anything twice');
select test.invoice('part', '{400}', '{deposit}');
select results_eq(
  $$select i.subtotal::numeric, i.tax::numeric, i.total::numeric, i.status
    from billing.invoices as i where i.id = test.id('part')$$,
  $$values (0.00, 0.00, 0.00, 'paid')$$, 'An invoice deducts as far as it reaches');
select is(
  (select billing.invoices_deposit_left(i) from billing.invoices as i
    where i.id = test.id('deposit')), 714.00::kernel.amount, 'The deposit has the rest');
select test.invoice('final', '{2000}', '{deposit}');
select is(test.books(), 'cash 1190.00, customer_deposits 0.00, receivable 1666.00, revenue 2400.00, '
    'tax_payable 456.00, unapplied_cash 0.00',
  'The final invoice asks for the rest, and earns all: 2,380.00 less 714.00');
select is(test.told('2026-04'), '{19 invoice 1400.00 266.00}',
  'Its return has the difference');
select throws_ok($$select test.invoice('x', '{100}', '{deposit}')$$, 'OVRAP', null,
  'What is deducted is gone');
select throws_ok($$select test.invoice('x', '{100}', '{final}')$$, 'INPUT', null,
  'An invoice of a supply is no deposit');
select ok((select bool_and((billing.invoice_items_explanation(item)).agrees)
  from billing.invoice_items as item where item.invoice_id in (
    test.id('deposit'), test.id('part'), test.id('final'))), 'Each item explains itself');

-- Taken back
select throws_ok($$select billing.create_credit_note(test.id('deposit'), 'Back')$$, 'TRANS', null,
  'Of what was deducted nothing is given back');
select billing.void_invoice(test.id('final'), 'Wrong');
select is(test.books(), 'cash 1190.00, customer_deposits 600.00, receivable 0.00, revenue 400.00, '
  'tax_payable 190.00, unapplied_cash 0.00', 'An invoice that is cancelled gives the deposit back');
select billing.create_credit_note(test.id('deposit'), 'Not wanted', settlement => 'refund');
select is(test.books(), 'cash 1190.00, customer_deposits 0.00, receivable 0.00, revenue 400.00, '
  'tax_payable 76.00, unapplied_cash 0.00', 'A note gives back what is left, with its tax');
select billing.refund_credit_note((select n.id from billing.credit_notes as n
  where n.invoice_id = test.id('deposit')));
select is(ledger.balance('cash', 'EUR'), 476.00::kernel.amount, 'and it is paid out');

-- Two rates; a draft keeps what it deducts
select test.deposit('two', 172.50, '{100,50}', null, '{null,Book}');
insert into test.named select 'draft', (billing.create_invoice(test.id('Nord'),
  items => test.items('{50}'), deduct_deposits => array[test.id('two')])).id;
select is(
  (select array_agg(concat_ws(' ', item.kind, item.amount, item.tax) order by item."position")
    from billing.invoice_items as item where item.invoice_id = test.id('draft')),
  '{manual 50.00 9.50,deposit -34.49 -6.55,deposit -17.25 -1.21}',
  'A part is taken of all items, net and tax by largest remainder');
select is(
  (select i.total from billing.invoices as i where i.id = test.id('draft')), 0.00::kernel.amount,
  'and comes to what there is');
select is(
  (select billing.invoices_deposit_left(i) from billing.invoices as i where i.id = test.id('two')),
  113.00::kernel.amount, 'A draft keeps what it deducts');
select billing.void_invoice(test.id('draft'), 'Not needed');
select is(
  (select billing.invoices_deposit_left(i) from billing.invoices as i where i.id = test.id('two')),
  172.50::kernel.amount, 'until it is discarded');
insert into test.named select 'later', (billing.create_invoice(test.id('Nord'),
  items => test.items('{1000}'))).id;
select is((billing.finalize_invoice(test.id('later'), deduct_deposits => array[test.id('two')])).total,
  1017.50::kernel.amount, 'Who issues a draft can deduct it');
select results_eq(
  $$select c.rate::numeric, sum(t.amount)::numeric from billing.item_taxes as t
    join tax.tax_codes as c on c.id = t.tax_code_id
    where t.invoice_id = test.id('later') group by c.rate order by c.rate desc$$,
  $$values (19.00, 171.00), (7.00, -3.50)$$, 'tax by tax');

-- Bounced
select test.deposit('bounced', 119, '{100}');
select payments.reverse_payment(a.payment_id, 'Bounced')
from payments.payment_applications as a where a.invoice_id = test.id('bounced');
select throws_ok($$select test.invoice('x', '{100}', '{bounced}')$$, 'TRANS', null,
  'What is not paid is not deducted');
select throws_ok($$select billing.write_off_invoice(test.id('bounced'), 'x')$$, 'TRANS',
  'An advance payment that did not come is credited.', 'nor given up');
select billing.void_invoice(test.id('bounced'), 'Bounced');
select is(ledger.balance('customer_deposits', 'EUR'), 0.00::kernel.amount, 'but cancelled');

-- A draft that lost what it deducts from waits until the deduction is taken off.
select test.deposit('kept', 119, '{100}');
insert into test.named
select 'emptied', i.id from billing.create_invoice(test.id('Nord'), items => test.items('{200}', null),
  deduct_deposits => array[test.id('kept')]) as i;
select billing.remove_invoice_item(test.id('emptied'), item.id) from billing.invoice_items as item
where item.invoice_id = test.id('emptied') and item.deducts_item_id is null;
select throws_ok($$select billing.finalize_invoice(test.id('emptied'))$$, 'OVRAP', null,
  'More is not deducted than is charged,');
select test.as('owner', 'acme');
select is_empty($$select billing.finalize_invoices(array[test.id('emptied')])$$, 'in a batch neither');
select test.as('finance', 'acme');
select billing.remove_invoice_item(test.id('emptied'), item.id) from billing.invoice_items as item
where item.invoice_id = test.id('emptied');
select is(billing.invoices_deposit_left(i)::numeric, 119.00, 'and taken off, it is there again')
from billing.invoices as i where i.id = test.id('kept');
select billing.void_invoice(test.id('emptied'), 'Empty');

-- Another's money, and a month that is closed
select test.deposit('other', 119, '{100}', null, '{}', 'Sued');
select throws_ok($$select test.invoice('x', '{100}', '{other}')$$, 'INPUT',
  'The advance payment is of another account.', 'Nobody deducts what another paid');
select payments.record_payment(500, test.id('Sued'), application => 'none');
select test.deposit('own money', 119, '{100}', null, '{}', 'Sued');
select is(ledger.balance('unapplied_cash', 'EUR'), 500.00::kernel.amount,
  'An advance payment uses no other money');
select test.go_on('2026-05-10');
select test.deposit('late', 119, '{100}', '2026-04-22');
select results_eq(
  $$select i.issue_date, item.supplied_on, i.paid_date from billing.invoices as i
    join billing.invoice_items as item on item.invoice_id = i.id where i.id = test.id('late')$$,
  $$values (date '2026-04-22', date '2026-04-22', date '2026-04-22')$$,
  'Recorded late, it is of the day of receipt');
select test.deposit('later still', 119, '{100}', '2026-04-21');
select results_eq(
  $$select i.issue_date, item.supplied_on from billing.invoices as i
    join billing.invoice_items as item on item.invoice_id = i.id
    where i.id = test.id('later still')$$,
  $$values (date '2026-05-10', date '2026-04-21')$$,
  'where its series has gone on, dated today and taxed by the law of that day');
select test.as('admin', 'acme');
select ledger.close_period('2026-04', 'tax');
select test.as('finance', 'acme');
select throws_ok($$select test.deposit('x', 119, '{100}', '2026-04-25')$$, 'PCLOS', null,
  'Nothing is received in a month that is closed for tax');

-- On a cash basis
select test.as('admin', 'acme');
update tenancy.legal_entities set tax_basis = 'cash';
select test.as('finance', 'acme');
select test.deposit('cash', 119, '{100}');
select is(ledger.balance('tax_suspense', 'EUR'), 0.00::kernel.amount,
  'On a cash basis the tax of money that came is owed');
select test.invoice('of cash', '{200}', '{cash}');
select is(ledger.balance('tax_suspense', 'EUR'), 19.00::kernel.amount,
  'and that of the rest waits');
