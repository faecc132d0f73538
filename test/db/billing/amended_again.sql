-- A second amendment works on what the first one charges: still waiting, or on an invoice.
select test.provision('acme', '2026-01-31T12:00:00Z');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.sign(number text, discounts sales.contract_discount_input[] default null)
  returns text language sql as $$
  select c.contract_number from sales.create_contract((select id from customers.accounts),
    '2026-02-01', '2027-01-31', contract_number => number, seat_count => 10, seat_price => 100,
    billing_frequency => 'annual', discounts => discounts, auto_renew => false) as c $$;
create function test.amend(number text, day date, seats numeric, invoice_now boolean default false)
  returns table (subtotal text, discount text, total text) language sql as $$
  select r.subtotal::text, r.discount::text, r.total::text
  from billing.amend_contract(test.contract(number), day, array(
      select (l.id, seats, null, null, null, null)::sales.contract_change_input
      from sales.contract_lines as l where l.contract_id = test.contract(number)),
    invoice_now => invoice_now) as r $$;
create function test.billed(number text)
  returns table (issued date, subtotal text, discount text) language sql security definer as $$
  select i.issue_date, i.subtotal::text, i.discount::text from billing.invoices as i
  where i.contract_id = test.contract(number) and i.status <> 'void'
  order by i.issue_date, i.invoice_number $$;
create function test.credit(item_amount numeric, net numeric) returns text language sql as $$
  select n.total::text from billing.invoice_items as item
  join sales.contract_lines as l on l.id = item.contract_line_id
  cross join lateral billing.create_credit_note(
    item.invoice_id, 'Less', array[(item.id, net)::billing.credit_note_line_input]) as n
  where item.amount = item_amount and l.contract_id = test.contract('PLAIN') $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
select customers.create_account('Acme');
select test.sign('TENTH', array[(null, null, 10, null, null, null, null, 'x')
  ::sales.contract_discount_input]);
select test.sign('PLAIN');
select tenancy.advance_clock('2026-02-01T12:00:00Z');
select billing.finalize_invoice(i.id) from billing.invoices as i;

-- 10 seats become 20 from August: 181 days at 1,000.00 are used, 184 come; a tenth is off.
select results_eq($$select * from test.amend('TENTH', '2026-08-01', 20)$$,
  $$values ('6049.31', '604.93', '5444.38')$$, 'Twice the seats for 184 days');
select results_eq($$select * from test.amend('TENTH', '2026-08-01', 10)$$,
  $$values ('-6049.31', '-604.93', '-5444.38')$$,
  'Half as many again: what waits would have been discounted, and is not');
select results_eq($$select * from test.amend('TENTH', '2026-11-09', 30)$$,
  $$values ('5523.28', '552.33', '4970.95')$$, 'and three times as many for the last 84 days');
select tenancy.advance_clock('2026-07-31T12:00:00Z');
select results_eq($$select * from test.billed('TENTH')$$,
  $$values (date '2026-02-01', '12000.00', '1200.00')$$,
  'Nothing is given back before that what it undoes is charged');
select tenancy.advance_clock('2026-12-01T12:00:00Z');
select is(sum(subtotal::numeric), 17523.28, 'All is billed by its days,'),
  is(sum(discount::numeric), 1752.33, 'a tenth of it is discounted')
from test.billed('TENTH');
select is(sum(x.amount - x.discount), 15770.95, 'and the schedule says the same.')
from billing.contract_schedule(test.contract('TENTH')) as x;

-- Now on invoices: 20 seats instead of 10, then 5.
select results_eq($$select * from test.amend('PLAIN', '2026-02-01', 20, true)$$,
  $$values ('12000.00', '0.00', '12000.00')$$, 'An invoice of twice the seats');
select billing.finalize_invoice(i.id) from billing.invoices as i where i.status = 'draft';
select results_eq($$select * from test.amend('PLAIN', '2026-02-01', 5, true)$$,
  $$values ('-18000.00', '0.00', '-18000.00')$$, 'gave back three quarters.');
select billing.finalize_invoice(i.id) from billing.invoices as i where i.status = 'draft';
select throws_ok('select test.credit(24000, 1)', 'OVRAP', null,
  'What an amendment gave back of another is not credited again');
select throws_ok('select test.credit(12000, 1)', 'OVRAP', null, 'nor what it gave back of the run.');

select is_empty('select * from ledger.discrepancies', 'The books agree');

-- An upgrade that was to begin after the contract ends, once with credit and once without.
select test.sign('KEEPS');
select test.sign('GETS');
select billing.finalize_invoice((billing.generate_invoice(c.id)).id)
from sales.contracts as c
where c.contract_number in ('KEEPS', 'GETS');
select c.contract_number, test.amend(c.contract_number, d.day, d.seats)
from sales.contracts as c
cross join (values (date '2027-01-10', 20), ('2027-01-10', 30), ('2027-01-20', 40)) as d (day, seats)
where c.contract_number in ('KEEPS', 'GETS');
select billing.cancel_contract(test.contract('KEEPS'), 'Leaves', '2027-01-01');
select billing.cancel_contract(test.contract('GETS'), 'Leaves', '2027-01-01', with_credit => true);
select tenancy.advance_clock('2027-01-31T12:00:00Z');
select results_eq($$select * from test.billed('KEEPS')$$,
  $$values (date '2026-12-01', '12000.00', '0.00')$$,
  'Without credit nothing is given back, and nothing charged that never began;');
select is((select sum(x.amount) from billing.contract_schedule(test.contract('KEEPS')) as x),
  12000.00, 'the days are again what was billed.');
select is((select sum(subtotal::numeric) from test.billed('GETS')), 10980.82,
  'With credit 334 of 365 days are left,');
select is((select max(issued) from test.billed('GETS')), '2027-01-01', 'settled on the last day.');

-- Where prices include their tax, the answer shows the net, as the invoice does.
select test.as('finance', 'acme');
select tax.add_tax_registration('US-TX', '1', '2020-01-01');
select tax.change_tax_settings(prices_include_tax => true);
select test.as('admin', 'acme');
select customers.set_address((select id from customers.accounts), 'billing',
  ('Street 1', null, 'Austin', 'TX', '78701', 'US'));
select is((r.subtotal - r.discount + r.tax)::numeric, r.total::numeric, r.what)
from (
  select waiting.*, 'What waits adds up, net and tax' as what
  from billing.preview_amendment(test.contract('TENTH'), '2026-12-01', array(
    select (l.id, 40, null, null, null, null)::sales.contract_change_input
    from sales.contract_lines as l where l.contract_id = test.contract('TENTH'))) as waiting
  union all
  select invoiced.*, 'and what is invoiced.'
  from billing.preview_amendment(test.contract('TENTH'), '2026-12-01', array(
      select (l.id, 40, null, null, null, null)::sales.contract_change_input
      from sales.contract_lines as l where l.contract_id = test.contract('TENTH')),
    invoice_now => true) as invoiced
) as r;
