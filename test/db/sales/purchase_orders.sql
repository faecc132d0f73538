-- A customer's consent to be billed: entered by sales, approved by somebody else, drawn by invoices.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
-- Ids by name, for strangers too.
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.po(number text) returns uuid language sql security definer as $$
  select o.id from sales.purchase_orders as o where o.po_number = number $$;
create function test.invoice(number text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i where i.invoice_number = number $$;
create function test.left(number text) returns numeric language sql security definer as $$
  select o.amount_remaining::numeric from sales.purchase_orders as o
  where o.po_number = number and o.account_id = test.account('Acme') $$;
create function test.enter(number text, amount numeric, needs_approval boolean default false)
  returns sales.purchase_orders language sql as $$
  select * from sales.create_purchase_order(test.account('Acme'), number, amount, '2026-01-01',
    '2026-12-31', approval_required => needs_approval) $$;
create function test.bill(number text, price numeric, account text default 'Acme')
  returns billing.invoices language sql as $$
  select * from billing.create_invoice(test.account(account), purchase_order_number => number,
    items => array[(null, null, 'Work', 1, price, null, null, null, null, null)]
      ::billing.invoice_item_input[]) $$;
grant execute on all functions in schema test to public;
select test.as('admin', 'acme');
select customers.create_account('Acme');
select customers.create_account('Acme EMEA', parent_account_id => test.account('Acme'));
select customers.create_account('Strict', requires_purchase_order => true);

-- Sales enters it.
select test.as('sales', 'acme');
select results_eq(
  $$select status, currency, po_amount, amount_invoiced, amount_remaining from test.enter('PO-1', 1000)$$,
  $$values ('draft', 'USD', 1000.00::kernel.amount, 0.00::kernel.amount, 1000.00::kernel.amount)$$,
  'An order is a draft, in the currency of the account');
select throws_ok($$select test.enter('PO-1', 5)$$, '23505', null, 'An account gives a number once');
select lives_ok(
  $$select sales.create_purchase_order(test.account('Strict'), 'PO-1', 5, '2026-01-01', '2026-12-31')$$,
  'Another customer may use the same number');
select throws_ok($$select test.enter('PO-0', 0)$$, '23514', null, 'over an amount above zero');
select throws_ok($$select test.enter('PO-0', 1.001)$$, 'INPUT',
  'The amount has more decimals than its currency.', 'in minor units');
select throws_ok(
  $$select sales.create_purchase_order(test.account('Acme'), 'x', 1, '2026-02-01', '2026-01-31')$$,
  '23514', null, 'It does not end before it starts');
select throws_ok(
  $$select sales.create_purchase_order(uuidv7(), 'x', 1, '2026-01-01', '2026-01-31')$$, 'NOTFD',
  'No account has this id.', 'An unknown customer gives none');
select lives_ok(
  $$update sales.purchase_orders set po_amount = 1200, notes = 'By mail' where po_number = 'PO-1'
    and account_id = test.account('Acme')$$, 'A draft is edited');
select throws_ok($$update sales.purchase_orders set status = 'approved'$$, '42501', null,
  'but not moved');
select throws_ok($$update sales.purchase_orders set amount_invoiced = 0$$, '42501', null,
  'and not counted');
select throws_ok($$select sales.approve_purchase_order(test.po('PO-1'))$$, '42501', null,
  'Sales approves nothing');

-- Submitted and approved at once, where nobody needs to approve it.
select results_eq(
  $$select status, decided_by, decided_at is not null
    from sales.submit_purchase_order((select id from test.enter('PO-2', 1000)))$$,
  $$values ('approved', null::text, true)$$, 'Where no policy asks for approval it is approved at once');
select throws_ok($$select sales.submit_purchase_order(test.po('PO-2'))$$, 'TRANS', null,
  'It is submitted once');
select throws_ok($$update sales.purchase_orders set po_amount = 9 where po_number = 'PO-2'$$, 'TRANS',
  'The purchase order is approved; only a draft can be edited.', 'What was submitted stays');
select lives_ok($$update sales.purchase_orders set notes = 'Seen' where po_number = 'PO-2'$$,
  'Notes do not');

-- Two people.
select test.as('admin', 'acme');
select results_eq(
  $$select status from sales.submit_purchase_order((select id from test.enter('PO-3', 500, true)))$$,
  $$values ('pending')$$, 'One that needs approval waits');
select throws_ok($$select sales.approve_purchase_order(test.po('PO-3'))$$, 'FORBD',
  'A purchase order is decided by somebody else than those who entered, edited or submitted it.',
  'Nobody approves their own');
select test.as('approver', 'acme');
select throws_ok($$select sales.reject_purchase_order(test.po('PO-3'), ' ')$$, 'INPUT', null,
  'A rejection needs a reason');
select results_eq(
  $$select status, decision_reason from sales.reject_purchase_order(test.po('PO-3'), 'No signature')$$,
  $$values ('rejected', 'No signature')$$, 'An approver rejects');
select test.as('sales', 'acme');
select results_eq($$select status from sales.submit_purchase_order(test.po('PO-3'))$$,
  $$values ('pending')$$, 'It is put right and submitted again');
select test.as('approver', 'acme');
select results_eq(
  $$select status, decision_reason from sales.approve_purchase_order(test.po('PO-3'))$$,
  $$values ('approved', null::text)$$, 'An approver approves');
select throws_ok($$select sales.approve_purchase_order(test.po('PO-3'))$$, 'TRANS', null, 'once');
select throws_ok($$select test.enter('PO-9', 1)$$, '42501', null, 'An approver enters none');

-- Finance bills on it: a draft holds what it draws.
select test.as('finance', 'acme');
select results_eq(
  $$select purchase_order_id, drawn_amount::numeric from test.bill('PO-2', 400)$$,
  $$values (test.po('PO-2'), 400.00)$$, 'An invoice draws its total');
select is(test.left('PO-2'), 600.00, 'and so much less is left');
select throws_ok($$select test.bill('PO-2', 600.01)$$, 'POEXH', null, 'More than is left is refused');
select is(test.left('PO-2'), 600.00, 'and draws nothing');
select lives_ok($$select billing.add_invoice_item(test.invoice('INV-2026-001'), 'More', 1, 100, tax => 8)$$,
  'An item more');
select is(test.left('PO-2'), 492.00, 'draws more, with tax');
select throws_ok(
  $$select billing.add_invoice_item(test.invoice('INV-2026-001'), 'Too much', 1, 492.01)$$, 'POEXH',
  'Purchase order PO-2 has 492.00 USD left, too little for 492.01.', 'but not more than is left');
select lives_ok(
  $$select billing.remove_invoice_item(test.invoice('INV-2026-001'),
    (select id from billing.invoice_items where description = 'More'))$$, 'An item less');
select is(test.left('PO-2'), 600.00, 'gives back');
select lives_ok(
  $$update billing.invoices set purchase_order_number = 'PO-3' where invoice_number = 'INV-2026-001'$$,
  'A draft may name another order');
select results_eq($$select test.left('PO-2'), test.left('PO-3')$$, 'values (1000.00, 100.00)',
  'which gives back to the one and draws on the other');
select throws_ok(
  $$update billing.invoices set purchase_order_number = 'PO-1' where invoice_number = 'INV-2026-001'$$,
  'PONAP', 'Purchase order PO-1 is draft.', 'not one that is not approved');
select lives_ok(
  $$update billing.invoices set purchase_order_number = 'ANY-7' where invoice_number = 'INV-2026-001'$$,
  'A number that is no order here is a text');
select results_eq(
  $$select purchase_order_id, drawn_amount::numeric, test.left('PO-3') from billing.invoices
    where invoice_number = 'INV-2026-001'$$,
  'values (null::uuid, 0::numeric, 500.00)', 'and draws nothing');
select lives_ok(
  $$update billing.invoices set purchase_order_number = 'PO-2' where invoice_number = 'INV-2026-001'$$,
  'Back');
select billing.finalize_invoice(test.invoice('INV-2026-001'));
select is(test.left('PO-2'), 600.00, 'Issuing changes nothing');
select throws_ok(
  $$update billing.invoices set purchase_order_number = 'PO-3' where invoice_number = 'INV-2026-001'$$,
  'TRANS', null, 'and fixes the order');
select billing.void_invoice(test.invoice('INV-2026-001'), 'Wrong');
select is(test.left('PO-2'), 1000.00, 'A void gives back');
select billing.finalize_invoice((select id from test.bill('PO-2', 300)));
select is(test.left('PO-2'), 700.00, 'Drawn again');
select billing.create_credit_note(test.invoice('INV-2026-002'), 'Half', array[(
  (select id from billing.invoice_items where invoice_id = test.invoice('INV-2026-002')), 100)
    ::billing.credit_note_line_input]);
select is(test.left('PO-2'), 800.00, 'A credit gives back its part');
select billing.create_credit_note(test.invoice('INV-2026-002'), 'All');
select is(test.left('PO-2'), 1000.00, 'and the last one the rest');
select test.bill('PO-2', 1000);
select is((select count(*) from events.events where type = 'purchase_order.exhausted'), 1::bigint,
  'It is said when nothing is left');

-- Whose order, and when.
select lives_ok($$select test.bill('PO-3', 10, 'Acme EMEA')$$, 'An account below may be billed on it');
select throws_ok($$select test.bill('PO-3', 10, 'Strict')$$, 'POREQ', null,
  'Who is billed on orders alone needs one of their own');
select throws_ok($$select test.bill(null, 10, 'Strict')$$, 'POREQ',
  'The account is billed on purchase orders alone; name one.', 'and must name it');
select throws_ok(
  $$select billing.create_invoice(test.account('Acme'), '2027-01-01', purchase_order_number => 'PO-3')$$,
  'POEXP', 'Purchase order PO-3 is valid from 2026-01-01 to 2026-12-31.', 'After its last day');
select throws_ok(
  $$select billing.create_invoice(test.account('Acme'), currency => 'EUR',
    purchase_order_number => 'PO-3')$$, 'NORAT', null, 'in another currency');
select results_eq(
  $$select test.left('PO-3')$$, 'values (490.00)', 'it gives nothing');

-- One contract alone.
select test.as('admin', 'acme');
select sales.submit_purchase_order((select id from sales.create_purchase_order(test.account('Acme'),
  'PO-C', 100, '2026-01-01', '2026-12-31', contract_id => (
    select id from sales.create_contract(test.account('Acme'), '2026-02-01', '2027-01-31',
      contract_number => 'CTR-1', seat_count => 1, seat_price => 1)))));
select throws_ok($$select test.bill('PO-C', 1)$$, 'PONAP',
  'Purchase order PO-C is for another contract.', 'An order for a contract serves no other');
select lives_ok(
  $$select billing.create_invoice(test.account('Acme'), purchase_order_number => 'PO-C', contract_id => (
    select id from sales.contracts))$$, 'It serves that one');

-- Its end, by the clock.
select sales.submit_purchase_order((select id from sales.create_purchase_order(test.account('Acme'),
  'PO-E', 100, '2026-01-01', '2026-03-31')));
select sales.submit_purchase_order((select id from sales.create_purchase_order(test.account('Acme'),
  'PO-W', 100, '2026-01-01', '2026-03-31', approval_required => true)));
select tenancy.advance_clock('2026-02-28T12:00:00Z');
select is((select count(*) from events.events where type = 'purchase_order.expiring'), 0::bigint,
  '31 days before the end nothing is said');
select tenancy.advance_clock('2026-03-01T12:00:00Z');
select results_eq(
  $$select data -> 'object' ->> 'po_number' from events.events where type = 'purchase_order.expiring'$$,
  $$values ('PO-E')$$, '30 days before it is, of approved ones');
select tenancy.advance_clock('2026-03-31T12:00:00Z');
select results_eq($$select status from sales.purchase_orders where po_number in ('PO-E', 'PO-W')$$,
  $$values ('approved'), ('pending')$$, 'On its last day it is valid');
select tenancy.advance_clock('2026-04-01T12:00:00Z');
select results_eq($$select status from sales.purchase_orders where po_number in ('PO-E', 'PO-W')$$,
  $$values ('expired'), ('expired')$$, 'and on the next expired');
select is((select count(*) from events.events where type = 'purchase_order.expiring'), 1::bigint,
  'It was said once');
select throws_ok($$select test.bill('PO-E', 1)$$, 'POEXP', null, 'An expired order is refused');
select throws_ok($$select test.bill('PO-W', 1)$$, 'POEXP', null, 'also one never approved');
select lives_ok(
  $$select billing.create_invoice(test.account('Acme'), '2026-03-31', purchase_order_number => 'PO-E')$$,
  'It covers the days on which it was valid');

-- Strangers and viewers.
select test.as('admin', 'other');
select is_empty('select * from sales.purchase_orders', 'A stranger sees none');
select throws_ok($$select sales.submit_purchase_order(test.po('PO-E'))$$, 'NOTFD',
  'No purchase order has this id.', 'and moves none');
select test.as('viewer', 'acme');
select isnt_empty('select * from sales.purchase_orders', 'A viewer reads them');
select throws_ok($$select test.enter('PO-V', 1)$$, '42501', null, 'and enters none');
select throws_ok('select sales.draw_purchase_orders(null)', '42501', null, 'Nobody draws by hand');

-- What orders say that was billed is what invoices hold.
select test.root('acme');
select is_empty(
  $$select o.po_number from sales.purchase_orders as o
    where o.amount_invoiced <> (select coalesce(sum(i.drawn_amount), 0) from billing.invoices as i
      where i.purchase_order_id = o.id)$$, 'Orders and invoices agree');

-- What is left is said after those that come before.
select test.root('acme');
insert into sales.purchase_orders (po_number, account_id, currency, po_amount, valid_from,
  valid_until, status, submitted_at, decided_at)
select 'PO-RUN', a.id, 'USD', 100, '2026-01-01', '2026-12-31', 'approved', now(), now()
from customers.accounts as a
limit 1;
select is(
  (select array_agg(j.message) from sales.judge_draws(array(
    select (uuidv7(), o.account_id, null, o.id, o.po_number, 70, 'USD', '2026-02-01')
      ::sales.purchase_order_draw
    from sales.purchase_orders as o cross join generate_series(1, 2)
    where o.po_number = 'PO-RUN')) as j where j.message is not null),
  '{"Purchase order PO-RUN has 30.00 USD left, too little for 70."}',
  'The second of two is told what the first leaves');
