-- What credit notes took, no change bills again: not of another line, of another account, nor of
-- what counts for a minimum. What a change leaves as it is, it does not touch.
select test.provision('acme', '2026-03-31T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.sign(number text, frequency text, seats numeric, discounts jsonb default '[]')
  returns void language sql security definer as $$
  select sales.create_contract(test.account('Z'), '2026-04-01', '2027-03-31',
    contract_number => number, billing_frequency => frequency, seat_count => seats,
    seat_price => 10, discounts => array(
      select d from jsonb_populate_recordset(null::sales.contract_discount_input, discounts) as d))
$$;
create function test.bill(number text, day date) returns void language sql security definer as $$
  select billing.bill_contracts(array[test.contract(number)], day);
  select billing.finalize_invoice(i.id) from billing.invoices as i
  where i.contract_id = test.contract(number) and i.status = 'draft'
    and i.issue_date <= tenancy.today() order by i.invoice_number $$;
create function test.amend(number text, day date, seats numeric) returns void
  language sql security definer as $$
  select billing.amend_contract(test.contract(number), day, array[(l.id, seats, null, null, null,
    null)::sales.contract_change_input])
  from sales.contract_lines as l
  where l.contract_id = test.contract(number) and l.pricing_model = 'per_unit' $$;
-- The items of the last invoice, by account and amount.
create function test.item(number text, account text default 'Z', which int default 1)
  returns billing.invoice_items language sql security definer as $$
  select item from billing.invoice_items as item
  join billing.invoices as i on i.id = item.invoice_id
  where i.contract_id = test.contract(number) and item.account_id = test.account(account)
  order by i.invoice_number desc, item.amount limit 1 offset which - 1 $$;
create function test.credit(item billing.invoice_items, net numeric) returns numeric
  language sql security definer as $$
  select n.net::numeric from billing.create_credit_note(item.invoice_id, 'Outage',
    array[(item.id, net)::billing.credit_note_line_input]) as n $$;
-- What stands for each account, less what notes took; and whether all of it explains itself.
create function test.stands(number text)
  returns table (account text, net numeric, explained boolean)
  language sql security definer as $$
  select a.account_name, sum(item.amount - item.discount - coalesce((
      select sum(n.net) from billing.credit_note_items as n
      where n.invoice_item_id = item.id), 0)), bool_and((e).agrees)
  from billing.invoices as i
  join billing.invoice_items as item on item.invoice_id = i.id
  join customers.accounts as a on a.id = item.account_id
  cross join lateral billing.invoice_items_explanation(item) as e
  where i.contract_id = test.contract(number) group by 1 order by 1 $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
select customers.create_account('Z');
select customers.create_account(name, parent_account_id => test.account('Z'), payer => 'parent')
from unnest('{A,B}'::text[]) as name;
select tenancy.advance_clock('2026-04-01T12:00:00Z');

-- A change that was credited in full stays undone, whatever is changed of other lines.
select test.sign('OTHER', 'annual', 5);
select test.bill('OTHER', '2026-04-01');
select test.amend('OTHER', '2026-04-01', 10);
select test.bill('OTHER', '2026-04-02');
select billing.create_credit_note((test.item('OTHER')).invoice_id, 'Mistaken');
select billing.amend_contract(test.contract('OTHER'), '2026-04-01', array[(null, null, null, null,
  null, jsonb_populate_record(null::sales.contract_line_input, '{"description": "Support",
  "pricing_model": "flat", "quantity": 1, "unit_price": 0}'))::sales.contract_change_input]);
select test.bill('OTHER', '2026-04-03');
select results_eq($$select * from test.stands('OTHER')$$, $$values ('Z', 600.00, true)$$,
  'Credited in full, a change is not billed again with one of another line');

-- Two changes that wait, the second cutting what the first brought, and a note then.
select test.sign('CENTS', 'annual', 6, '[{"percent": 10, "reason": "x"},
  {"percent": 50, "reason": "x"}]');
select test.bill('CENTS', '2026-04-01');
select test.amend('CENTS', '2026-07-20', 9);
select test.amend('CENTS', '2026-12-07', 0);
select test.credit(test.item('CENTS'), 97.20);
select test.bill('CENTS', '2026-12-07');
-- 324.00 for the year: 110 of 365 days at 6 seats, 140 at 9, less 45 %, less the note.
select results_eq($$select * from test.stands('CENTS')$$, $$values ('Z', 186.85, true)$$,
  'What goes beyond is discounted by itself, to the cent that its explanation says');

-- 6 seats of A, 4 of B; 12 from the middle of the month are of who has the rest, whatever is agreed
-- of later months. 50.00 of the 60.00 of A are credited.
select sales.create_contract(test.account('Z'), '2026-04-01', '2027-03-31',
  contract_number => 'SEATS', billing_frequency => 'monthly', seat_count => 10, seat_price => 10,
  covered_accounts => array[(test.account('A'), 6, null), (test.account('B'), 4, null)
    ]::sales.covered_account[]);
select test.bill('SEATS', '2026-04-01');
select sales.set_covered_accounts(test.contract('SEATS'),
  array[(test.account('B'), 10, null)]::sales.covered_account[]);
select test.credit(test.item('SEATS', 'A'), 50);
select test.amend('SEATS', '2026-04-16', 12);
select test.bill('SEATS', '2026-04-16');
select results_eq($$select * from test.stands('SEATS')$$,
  $$values ('A', 10.00, true), ('B', 40.00, true), ('Z', 10.00, true)$$,
  'What a note took of one account lowers nobody else''s charge');
select billing.cancel_contract(test.contract('SEATS'), 'Over', '2026-04-17', with_credit => true);
select test.bill('SEATS', '2026-04-17');
select results_eq($$select * from test.stands('SEATS')$$,
  $$values ('A', 0.00, true), ('B', 21.33, true), ('Z', 0.67, true)$$, 'nor what is given back.');

-- 7 yen of A and 3 of B, less a fifth: 6 and 2. Of 6 a note takes 2: 2 1/3 of the 7 count no more;
-- or 3: 3.5 of them.
select sales.create_contract(test.account('Z'), '2026-04-01', '2027-03-31',
  contract_number => number, currency => 'JPY', billing_frequency => 'monthly', seat_count => 1,
  seat_price => 10, minimum_commitment => (100, 'month'),
  discounts => array[(null, null, 20, null, null, null, null, 'x')::sales.contract_discount_input],
  covered_accounts => array[(test.account('A'), null, 2), (test.account('B'), null, 1)
    ]::sales.covered_account[])
from unnest('{THIRD,HALF}'::text[]) as number;
select test.bill(number, '2026-04-01') from unnest('{THIRD,HALF}'::text[]) as number;
select test.credit(test.item('THIRD', 'A'), 2), test.credit(test.item('HALF', 'A'), 3);
select results_eq($$select s.amount::numeric
    from unnest('{THIRD,HALF}'::text[]) with ordinality as c (number, place)
    cross join lateral billing.contract_schedule(test.contract(c.number)) as s
    join sales.contract_lines as l on l.id = s.line_id
    where l.pricing_model = 'minimum' and s.bill_on = '2026-05-01' order by c.place$$,
  $$values (92::numeric), (94)$$,
  'What a note took of an item counts for no minimum, in its proportion, rounded once');

-- 10 seats instead of 5 on an invoice of 600.00, of which most is given back from July.
select test.sign('LESS', 'annual', 5);
select test.bill('LESS', '2026-04-01');
select test.amend('LESS', '2026-04-01', 10);
select test.bill('LESS', '2026-04-01');
select test.amend('LESS', '2026-07-01', 0);
select throws_ok($$select billing.create_credit_note((test.item('LESS')).invoice_id, 'x')$$, 'TRANS',
  'What is left comes to nothing or less in all; name items of which more is left.',
  'Where more was given back than charged, no note takes all that is left,');
select is(test.credit(test.item('LESS', which => 2), 80), 80.00, 'but one takes of an item.');

-- 0.01 a year, or half of it, are the same cent of one month: nothing changes.
select sales.create_contract(test.account('Z'), '2026-04-01', '2027-03-31',
  contract_number => 'CENT', billing_frequency => 'monthly', lines => array[
    jsonb_populate_record(null::sales.contract_line_input, '{"description": "Log",
      "pricing_model": "per_unit", "quantity": 1, "unit_price": 0.005, "price_interval": "year"}')]);
select test.bill('CENT', '2026-04-01');
select test.amend('CENT', '2026-04-02', 2);
select test.bill('CENT', '2026-04-02');
select results_eq($$select * from test.stands('CENT')$$, $$values ('Z', 0.01, true)$$,
  'A price of which the period has the same part is no other price');
