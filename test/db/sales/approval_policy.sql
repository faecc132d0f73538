-- Whether a purchase order needs approval is the tenant's to say, not theirs who want it approved.
select test.provision('acme', '2026-01-15T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.po(number text) returns uuid language sql security definer as $$
  select o.id from sales.purchase_orders as o where o.po_number = number $$;
create function test.enter(number text, amount numeric, asked boolean default null,
  currency text default null) returns sales.purchase_orders language sql as $$
  select * from sales.create_purchase_order(test.account('Acme'), number, amount, '2026-01-01',
    '2026-12-31', currency => currency, approval_required => asked) $$;
create function test.submit(number text) returns text language sql as $$
  select status from sales.submit_purchase_order(test.po(number)) $$;
create function test.approve(number text) returns text language sql as $$
  select status from sales.approve_purchase_order(test.po(number)) $$;
grant execute on all functions in schema test to public;
select test.as('sales', 'acme', 'sam');
select customers.create_account('Acme');

-- No policy.
select results_eq($$select approval_required from test.enter('PO-1', 9000)$$, 'values (false)',
  'Without a policy none needs approval');
select is(test.submit('PO-1'), 'approved', 'and is approved at once');
select results_eq($$select approval_required from test.enter('PO-2', 1, true)$$, 'values (true)',
  'unless who entered it wants it');
select throws_ok($$update tenancy.tenants set purchase_order_approval_over = null$$, '42501', null,
  'Sales makes no policy');
select test.as('finance', 'acme');
select throws_ok($$update tenancy.tenants set purchase_order_approver = 'approver'$$, '42501', null,
  'nor does finance');

-- Above an amount.
select test.as('admin', 'acme', 'ada');
update tenancy.tenants set purchase_order_approval_over = 1000;
select test.as('sales', 'acme', 'sam');
select results_eq($$select approval_required from test.enter('PO-3', 1000)$$, 'values (false)',
  'Up to the amount none');
select results_eq($$select approval_required from test.enter('PO-4', 1000.01)$$, 'values (true)',
  'above it');
select results_eq($$select approval_required from test.enter('PO-5', 2000, false)$$, 'values (true)',
  'whatever is said');
select results_eq($$select approval_required from test.enter('PO-6', 1, currency => 'EUR')$$,
  'values (true)', 'and where nobody knows what it is worth');
select throws_ok($$update sales.purchase_orders set approval_required = false$$, '42501', null,
  'It is not for them to switch off');
select lives_ok($$update sales.purchase_orders set po_amount = 5000 where po_number = 'PO-3'$$,
  'A draft grows');
select is(test.submit('PO-3'), 'pending', 'and then needs it');
select lives_ok($$update sales.purchase_orders set po_amount = 10 where po_number = 'PO-4'$$,
  'One that was large shrinks');
select is(test.submit('PO-4'), 'pending', 'and needs it all the same');
select test.as('finance', 'acme');
select currencies.set_exchange_rate('EUR', 'USD', 2);
select results_eq($$select approval_required from test.enter('PO-7', 500, currency => 'EUR')$$,
  'values (false)', 'Another currency counts at the rate of the day');
select results_eq($$select approval_required from test.enter('PO-8', 500.01, currency => 'EUR')$$,
  'values (true)', 'to the cent');

-- Rejected.
select test.as('approver', 'acme', 'ann');
select sales.reject_purchase_order(test.po('PO-3'), 'Too much');
select test.as('sales', 'acme', 'sam');
select lives_ok($$update sales.purchase_orders set po_amount = 10 where po_number = 'PO-3'$$,
  'What was rejected is put right');
select is(test.submit('PO-3'), 'pending', 'and goes to the approver again');

-- The policy of the moment.
select test.enter('PO-9', 10);
select test.as('admin', 'acme', 'ada');
update tenancy.tenants set purchase_order_approval_over = 0;
select test.as('sales', 'acme', 'sam');
select is(test.submit('PO-9'), 'pending', 'Submitted, it is asked again');

-- Authors do not decide.
select test.as('admin', 'acme', 'ada');
select test.enter('PO-A', 10);
select lives_ok($$update sales.purchase_orders set valid_until = '2027-01-31' where po_number = 'PO-2'$$,
  'Somebody else edits');
select test.as('sales', 'acme', 'sam');
select lives_ok($$update sales.purchase_orders set notes = 'By mail', po_amount = 2
  where po_number = 'PO-2'$$, 'and the next');
select is(test.submit('PO-2'), 'pending', 'One submits');
select is(test.submit('PO-A'), 'pending', 'what another entered');
select results_eq($$select po_number, authors from sales.purchase_orders
    where po_number in ('PO-2', 'PO-A') order by 1$$,
  $$values ('PO-2', '{sam,ada}'::text[]), ('PO-A', '{ada,sam}')$$, 'All are its authors');
select test.as('admin', 'acme', 'ada');
select throws_ok($$select test.approve('PO-2')$$, 'FORBD', null, 'Who edited does not approve');
select throws_ok($$select test.approve('PO-A')$$, 'FORBD', null, 'nor who entered');
select throws_ok($$select sales.reject_purchase_order(test.po('PO-A'), 'No')$$, 'FORBD', null,
  'nor reject');
select test.as('approver', 'acme', 'sam');
select throws_ok($$select test.approve('PO-A')$$, 'FORBD', null,
  'nor who submitted, in whatever role');
select test.as('approver', 'acme', 'ann');
select is(test.approve('PO-2'), 'approved', 'Somebody else does');
select results_eq($$select authors from sales.purchase_orders where po_number = 'PO-2'$$,
  $$values ('{sam,ada}'::text[])$$, 'which makes them no author');

-- Who approves.
select test.as('admin', 'acme', 'ada');
update tenancy.tenants set purchase_order_approver = 'admin';
select test.as('approver', 'acme', 'ann');
select throws_ok($$select test.approve('PO-A')$$, 'FORBD', 'Purchase orders are decided by an admin.',
  'An approver does not where an admin must');
select test.as('admin', 'acme', 'eve');
select is(test.approve('PO-A'), 'approved', 'an admin does');

-- The doors, as the grants have them.
select test.root('acme');
select results_eq(
  $$select r.role, array_agg(a.attname::text collate "default" order by a.attname)
    from unnest(array['tenor_viewer', 'tenor_approver', 'tenor_sales', 'tenor_finance',
      'tenor_worker', 'tenor_analyst']) as r (role)
    join pg_attribute as a on a.attrelid = 'sales.purchase_orders'::regclass and a.attnum > 0
      and (has_column_privilege(r.role, a.attrelid, a.attnum, 'update')
        or has_column_privilege(r.role, a.attrelid, a.attnum, 'insert'))
    group by r.role order by r.role$$,
  $$values ('tenor_finance', '{contract_id,currency,metadata,notes,po_amount,po_number,valid_from,valid_until}'::text[]),
    ('tenor_sales', '{contract_id,currency,metadata,notes,po_amount,po_number,valid_from,valid_until}')$$,
  'No column decides, asks or signs');
select results_eq(
  $$select p.proname::text collate "default", array_agg(r.role order by r.role)
    from unnest(array['tenor_viewer', 'tenor_approver', 'tenor_sales', 'tenor_finance',
      'tenor_worker', 'tenor_analyst']) as r (role)
    join pg_proc as p on p.pronamespace = 'sales'::regnamespace
      and p.proname like '%purchase_order%' and p.prorettype <> 'trigger'::regtype
      and has_function_privilege(r.role, p.oid, 'execute')
    group by p.proname order by 1$$,
  $$values ('approve_purchase_order', '{tenor_approver}'::text[]),
    ('create_purchase_order', '{tenor_finance,tenor_sales}'),
    ('reject_purchase_order', '{tenor_approver}'),
    ('submit_purchase_order', '{tenor_finance,tenor_sales}')$$, 'and no other command does');
