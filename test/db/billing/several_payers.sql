-- Who bears a part of a contract and pays for itself gets an invoice of its own. One payer on hold,
-- over its limit or without an order keeps nobody else from being billed, and is billed later.
select test.provision('acme', '2026-02-01T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.next(number text) returns date language sql security definer as $$
  select s.next_bill_on from billing.billing_schedules as s
  where s.contract_id = test.contract(number) $$;
-- A flat 100.00 a month from a day to the end of it, unless more is said; alike or by seats.
create function test.sign(number text, starts date, covered jsonb default
    '[{"name": "Group"}, {"name": "North"}, {"name": "South"}]', ends date default null,
    line jsonb default '{}', discounts sales.contract_discount_input[] default null,
    po_number text default null, minimum numeric default null)
  returns uuid language sql as $$
  select c.id from sales.create_contract(test.account('Group'), starts,
    coalesce(ends, (starts + interval '1 month')::date - 1), contract_number => number,
    billing_frequency => 'monthly', auto_renew => false, purchase_order_number => po_number,
    renewal_notice_days => 0,
    minimum_commitment => case when minimum is not null
      then (minimum, 'month')::sales.minimum_commitment end,
    lines => array[jsonb_populate_record(null::sales.contract_line_input,
      '{"description": "X", "pricing_model": "flat", "quantity": 1, "unit_price": 100}' || line)],
    discounts => discounts,
    covered_accounts => (select array_agg((test.account(c ->> 'name'), (c ->> 'seats')::numeric,
        (c ->> 'share')::numeric)::sales.covered_account order by n)
      from jsonb_array_elements(covered) with ordinality as e (c, n))) as c $$;
create function test.run() returns table (code text, message text)
  language plpgsql security definer as $$
declare
  v_run billing.billing_runs := billing.start_billing_run();
begin
  perform billing.bill_batch(b.id) from billing.run_batches as b where b.run_id = v_run.id;
  return query select f.code, f.message from billing.run_failures as f where f.run_id = v_run.id;
end $$;
-- What stands, by payer, of a contract: each invoice with its days.
create function test.stands(number text)
  returns table (payer text, days text, kind text, net numeric, po text)
  language sql security definer as $$
  select payer.account_name, item.service_period::text, item.kind,
    sum(item.amount - item.discount)::numeric, i.purchase_order_number
  from billing.invoices as i
  join billing.invoice_items as item on item.invoice_id = i.id
  join sales.contract_lines as l on l.id = item.contract_line_id
  join customers.accounts as payer on payer.id = i.account_id
  where l.contract_id = test.contract(number) and i.status <> 'void'
  group by i.id, payer.account_name, item.service_period, item.kind, i.purchase_order_number
  having sum(item.amount - item.discount) <> 0
  order by 1, 2, 3, 4 $$;
create function test.invoice(number text, payer text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i
  where i.contract_id = test.contract(number) and i.account_id = test.account(payer)
    and i.status <> 'void' order by i.id desc limit 1 $$;
create function test.amend(number text, day date, change jsonb, now boolean default true)
  returns numeric language sql as $$
  select r.total::numeric from billing.amend_contract(test.contract(number), day, array(
    select jsonb_populate_record((l.id, null, null, null, null, null)::sales.contract_change_input,
      change)
    from sales.contract_lines as l where l.contract_id = test.contract(number)
      and l.pricing_model <> 'minimum'), invoice_now => now) as r $$;
-- What is left with each account, whoever pays it.
create function test.borne(number text) returns table (account text, net numeric)
  language sql security definer as $$
  select a.account_name, sum(item.amount - item.discount - coalesce((
    select sum(n.net) from billing.credit_note_items as n where n.invoice_item_id = item.id), 0))
  from billing.invoice_items as item
  join sales.contract_lines as l on l.id = item.contract_line_id
  join customers.accounts as a on a.id = item.account_id
  where l.contract_id = test.contract(number)
  group by 1 order by 1 $$;
create function test.put(change jsonb) returns void language sql security definer as $$
  insert into billing.billed_periods
  select (jsonb_populate_record(b, change)).* from billing.billed_periods as b
  where b.part = 1 limit 1 $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
update tenancy.tenants set finalize_after_days = 0 where slug = 'acme';
select customers.create_account('Group');
select customers.create_account(name, parent_account_id => test.account('Group'))
from unnest('{North,South}'::text[]) as name;
select customers.create_account('Below', parent_account_id => test.account('Group'),
  payer => 'parent');

-- One on hold.
select test.sign('HELD', '2026-02-01', ends => '2026-03-31');
select customers.hold_account(test.account('North'), 'Late');
select results_eq('select * from test.run()', $$values ('credit_hold', 'North is on hold: Late')$$,
  'A run says who is on hold');
select results_eq($$select * from test.stands('HELD')$$, $$values
  ('Group', '[2026-02-01,2026-03-01)', 'recurring', 33.34, null::text),
  ('South', '[2026-02-01,2026-03-01)', 'recurring', 33.33, null)$$, 'and bills the others');
select is(test.next('HELD'), '2026-02-01', 'The contract stays due');
select throws_ok($$select billing.generate_invoice(test.contract('HELD'))$$, 'CRHLD',
  'North is on hold: Late', 'A person is told, too');
select is(sum(s.amount)::numeric, 100.00, 'What is due of it is still to come')
from billing.contract_schedule(test.contract('HELD')) as s
where s.period_start = '2026-02-01';
select customers.release_account(test.account('North'), 'Paid');
select is_empty('select * from test.run()', 'Released,');
select results_eq($$select payer, days, net from test.stands('HELD')$$, $$values
  ('Group', '[2026-02-01,2026-03-01)', 33.34), ('North', '[2026-02-01,2026-03-01)', 33.33),
  ('South', '[2026-02-01,2026-03-01)', 33.33)$$, 'it gets its own part, and nobody else again');
select is(test.next('HELD'), '2026-03-01', 'and the contract moves on');
select customers.hold_account(test.account('Group'), 'Late');
select test.sign('HOLDER', '2026-02-01');
select results_eq('select * from test.run()', $$values ('credit_hold', 'Group is on hold: Late')$$,
  'So it is when the contract''s own account is on hold');
select results_eq($$select payer, net from test.stands('HOLDER')$$,
  $$values ('North', 33.33), ('South', 33.33)$$, 'the others are billed');
select customers.release_account(test.account('Group'), 'Paid');
select count(*) from test.run();
select results_eq($$select payer, net from test.stands('HOLDER')$$,
  $$values ('Group', 33.34), ('North', 33.33), ('South', 33.33)$$, 'and it follows.');

-- Limits and orders.
update customers.accounts set credit_limit = 70 where account_name = 'South';
select test.sign('LIMIT', '2026-02-01');
select results_eq('select code from test.run()', $$values ('credit_hold')$$,
  'Who would be over its limit is refused');
select results_eq($$select payer, net from test.stands('LIMIT')$$,
  $$values ('Group', 33.34), ('North', 33.33)$$, 'alone');
update customers.accounts set credit_limit = null, credit_limit_reason = 'Grew'
where account_name = 'South';
select customers.release_account(test.account('South'), 'Grew');
update customers.accounts set requires_purchase_order = true where account_name = 'North';
select test.sign('ORDER', '2026-02-01', po_number => 'PO-G');
select results_eq('select code from test.run()', $$values ('purchase_order_required')$$,
  'Who is billed on orders alone waits for one');
select results_eq($$select payer, po from test.stands('ORDER')$$,
  $$values ('Group', 'PO-G'), ('South', null)$$, 'The contract''s order is its holder''s');
select sales.create_purchase_order(test.account('North'), 'PO-N', 500, '2026-01-01', '2026-12-31');
select sales.submit_purchase_order(p.id) from sales.purchase_orders as p where p.po_number = 'PO-N';
select results_eq($$select i.account_id = test.account('North'), i.purchase_order_number,
    i.drawn_amount::numeric
  from billing.generate_invoice(test.contract('ORDER'), purchase_order_number => 'PO-N') as i$$,
  $$values (true, 'PO-N', 33.33)$$, 'It draws on an order of its own');
update customers.accounts set requires_purchase_order = false where account_name = 'North';
select is_empty('select * from test.run()', 'Nothing is left over');

-- A percentage once is the period's, whoever is billed it when.
select test.sign('ONCE', '2026-02-01', ends => '2026-03-31', discounts => array[(null, null, 50,
  null, 'once', null, null, 'Fair')::sales.contract_discount_input]);
select count(*) from test.run();
select results_eq($$select payer, net from test.stands('ONCE')$$,
  $$values ('Group', 16.67), ('North', 16.66), ('South', 16.67)$$, 'A discount is split by parts');
select billing.void_invoice(test.invoice('ONCE', 'North'), 'Wrong');
select is_empty('select * from test.run()', 'No run bills what was undone');
select results_eq($$select payer, net from test.stands('ONCE')$$,
  $$values ('Group', 16.67), ('South', 16.67)$$, 'of one alone');
select results_eq($$select i.account_id = test.account('North'), i.total::numeric
  from billing.generate_invoice(test.contract('ONCE'), '2026-02-01', '2026-02-28') as i$$,
  $$values (true, 16.66)$$, 'Billed by a person it has its part of the discount again');
select billing.finalize_invoice(test.invoice('ONCE', 'North'));
select results_eq($$select i.account_id = test.account('North'), i.total::numeric
  from billing.reissue_invoice(test.invoice('ONCE', 'North'), 'Name') as i$$,
  $$values (true, 16.66)$$, 'and so it has when it is issued anew');

-- Seats: who has all of them, and who comes in with more.
select test.sign('SEATS', '2026-02-01', '[{"name": "North", "seats": 6}, {"name": "South",
  "seats": 4}]', line => '{"pricing_model": "per_unit", "quantity": 10, "unit_price": 10}');
select count(*) from test.run();
select results_eq($$select payer, net from test.stands('SEATS')$$,
  $$values ('North', 60.00), ('South', 40.00)$$, 'Others may have all seats');
select is(test.amend('SEATS', '2026-02-15', '{"quantity": 12}'), 10.00, 'Two more are');
select results_eq($$select payer, sum(net) from test.stands('SEATS') group by 1 order by 1$$,
  $$values ('Group', 10.00), ('North', 60.00), ('South', 40.00)$$, 'the contract''s own');
select is(test.amend('SEATS', '2026-02-22', '{"quantity": 14}'), 5.00, 'as are two more');
select results_eq($$select a.account_name, item.amount::numeric
  from billing.invoice_items as item join customers.accounts as a on a.id = item.account_id
  join sales.contract_lines as l on l.id = item.contract_line_id
  where l.contract_id = test.contract('SEATS') and lower(item.service_period) = '2026-02-22'
  order by 2$$,
  $$values ('Group', -5.00), ('Group', 10.00)$$, 'which change nothing for the others');

-- Who pays may change: what goes back goes to whom it was billed, what comes to who pays now.
select test.sign('MOVED', '2026-02-01');
select count(*) from test.run();
update customers.accounts set payer = 'parent' where account_name = 'South';
select is(test.amend('MOVED', '2026-02-15', '{"unit_price": 200}'), 50.00, 'A price changes');
select results_eq($$select payer, sum(net) from test.stands('MOVED') where days like '%02-15%'
    group by 1 order by 1$$,
  $$values ('Group', 50.00), ('North', 16.67), ('South', -16.67)$$,
  'Who pays no more is given back; who pays now is charged');
update customers.accounts set payer = 'self' where account_name = 'South';

-- A line that joins; what a minimum lacks.
select test.sign('MORE', '2026-02-01', minimum => 400);
select count(*) from test.run();
select lives_ok($$select billing.amend_contract(test.contract('MORE'), '2026-02-01', array[
    jsonb_populate_record(null::sales.contract_change_input, '{"add": {"description": "Y",
      "pricing_model": "flat", "quantity": 1, "unit_price": 100}}')], invoice_now => true)$$,
  'A line joins');
select tenancy.advance_clock('2026-03-01T12:00:00Z');
select results_eq($$select payer, kind, net from test.stands('MORE') order by kind, payer$$, $$values
  ('Group', 'proration', 33.34), ('North', 'proration', 33.33), ('South', 'proration', 33.33),
  ('Group', 'recurring', 33.34), ('North', 'recurring', 33.33), ('South', 'recurring', 33.33),
  ('Group', 'true_up', 66.67), ('North', 'true_up', 66.67), ('South', 'true_up', 66.66)$$,
  'All of it is borne by all');

-- A line with an account of its own serves that account alone.
select test.sign('OWN', '2026-03-01',
  line => jsonb_build_object('account_id', test.account('North')));
select count(*) from test.run();
select results_eq($$select stands.payer, stands.net, item.account_id = test.account('North')
  from test.stands('OWN') as stands
  join billing.invoice_items as item on item.invoice_id = test.invoice('OWN', 'Group')$$,
  $$values ('Group', 100.00, true)$$, 'It is billed to who pays the contract');

-- What notes took of one account is nobody else's, whoever pays.
select test.sign('NOTED', '2026-03-01', line => '{"unit_price": 90}',
  covered => '[{"name": "Group"}, {"name": "Below"}]');
select count(*) from test.run();
select billing.create_credit_note(test.invoice('NOTED', 'Group'), 'Gift', array(
  select (item.id, null)::billing.credit_note_line_input from billing.invoice_items as item
  where item.invoice_id = test.invoice('NOTED', 'Group')
    and item.account_id = test.account('Group')));
select results_eq($$select * from test.borne('NOTED')$$, $$values ('Below', 45.00), ('Group', 0.00)$$,
  'One of two is let off');
select test.amend('NOTED', '2026-03-01', '{"unit_price": 180}');
select results_eq($$select * from test.borne('NOTED')$$,
  $$values ('Below', 90.00), ('Group', 45.00)$$, 'it bears what is more');
select test.amend('NOTED', '2026-03-01', '{"unit_price": 90}');
select results_eq($$select * from test.borne('NOTED')$$, $$values ('Below', 45.00), ('Group', 0.00)$$,
  'and is let off again');

-- By no road is a day billed as a whole and in parts.
select throws_ok($$select test.put('{"part": 0, "shares": null}')$$, '23P01', null, 'A day is billed as a whole or in parts');
select throws_ok($$select test.put('{"part": 0}')$$, '23514', null, 'A part says of which shares it is');
select is_empty($$select e.* from billing.invoice_items as item
  cross join lateral billing.invoice_items_explanation(item) as e where not e.agrees$$,
  'Every item is explained');
select is_empty('select * from ledger.discrepancies', 'The books agree');
