-- Days that are again what was billed of them: one piece, as it was, whatever had been made of it.
select test.provision('acme', '2028-02-29T12:00:00Z');
create function test.pieces(number text) returns table (days text, amount text) language sql
  security definer as $$
  select b.period::text, b.amount::text
  from billing.billed_periods as b
  join sales.contract_lines as l on l.id = b.line_id
  join sales.contracts as c on c.id = l.contract_id
  where c.contract_number = number and l.pricing_model <> 'minimum' order by b.period $$;
create function test.seats(number text, on_day date, seats int) returns text language sql as $$
  select ((billing.amend_contract(c.id, on_day, array[
    (l.id, seats, null, null, null, null)::sales.contract_change_input])).amendment).effective_date::text
  from sales.contracts as c join sales.contract_lines as l on l.contract_id = c.id
  where c.contract_number = number and l.pricing_model <> 'minimum' $$;
create function test.contract(number text) returns uuid language sql as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.true_up_of(number text) returns uuid language sql security definer as $$
  select item.invoice_id from billing.invoice_items as item
  join sales.contract_lines as l on l.id = item.contract_line_id
  join billing.invoices as i on i.id = item.invoice_id
  where l.contract_id = test.contract(number) and item.kind = 'true_up' and i.status <> 'void' $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'acme');
select customers.create_account('Acme');
select sales.create_contract((select id from customers.accounts), '2028-02-29', '2028-04-18',
  contract_number => number, seat_count => 7, seat_price => 10, billing_frequency => 'monthly',
  renewal_notice_days => 0, minimum_commitment => (200, 'month')::sales.minimum_commitment)
from unnest('{ONE,TWO,WHOLE}'::text[]) as number;
select test.as('admin', 'acme');
update tenancy.tenants set finalize_after_days = 0;
select test.as('finance', 'acme');
select billing.generate_invoice(c.id) from sales.contracts as c order by c.contract_number;
select test.as('sales', 'acme');

select isnt(test.seats('ONE', '2028-03-28', 1), null, 'One day of a month is given back');
select isnt(test.seats('TWO', '2028-03-28', 1), null, 'or that day');
select isnt(test.seats('TWO', '2028-03-25', 5), null, 'and three days before it');
select isnt(test.seats('WHOLE', '2028-03-28', 1), null, 'or');
select isnt(test.seats('WHOLE', '2028-02-29', 5), null, 'all of it.');
select billing.cancel_contract(test.contract(c.contract_number), 'Over',
  case c.contract_number when 'WHOLE' then '2028-02-29' else '2028-03-22' end::date)
from sales.contracts as c order by c.contract_number;
select test.root('acme');
select results_eq(format('select * from test.pieces(%L)', c.number),
  $$values ('[2028-02-29,2028-03-29)', '70.00')$$, c.number || ': ended before, it is one again.')
from unnest('{ONE,TWO,WHOLE}'::text[]) as c (number);

-- 22 of 29 days ask for 151.72; of 70.00 they have 53.1034.
select test.as('admin', 'acme');
select tenancy.advance_clock('2028-03-23T12:00:00Z');
select test.root('acme');
select results_eq($$select item.amount::text, t.spent::text
  from billing.true_ups as t
  join billing.invoice_items as item on item.id = t.invoice_item_id
  join sales.contract_lines as l on l.id = item.contract_line_id
  where l.contract_id in (test.contract('ONE'), test.contract('TWO'))$$,
  $$values ('98.62', '53.10'), ('98.62', '53.10')$$, 'What is split by days is split exactly.');

-- A true-up that a person undid comes again where he asks for it: reissued, or its period generated.
select test.as('finance', 'acme');
select is((billing.reissue_invoice(test.true_up_of('ONE'), 'Wrong name')).total::text, '98.62',
  'Reissued,');
select is((billing.void_invoice(test.true_up_of('TWO'), 'Wrong name')).status, 'void', 'or undone');
select is((billing.generate_invoice(test.contract('TWO'), '2028-02-29', '2028-03-21')).total::text,
  '98.62', 'and generated.');
