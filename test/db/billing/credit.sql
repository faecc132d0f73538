-- What an account may owe: its limit, what counts against it, and what happens beyond.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.invoice(number text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i where i.invoice_number = number $$;
create function test.bill(account text, price numeric, currency text default 'USD')
  returns billing.invoices language sql as $$
  select * from billing.create_invoice(test.account(account), currency => currency,
    items => array[(null, null, 'Work', 1, price, null, null, null, null, null)]
      ::billing.invoice_item_input[]) $$;
create function test.standing(account text) returns table (credit_limit numeric, exposure numeric,
  available numeric, receivables numeric, drafts numeric, unapplied_cash numeric)
  language sql as $$
  select c.credit_limit, c.exposure, c.available, c.receivables, c.drafts, c.unapplied_cash
  from billing.account_credit(test.account(account)) as c $$;
create function test.refused(wanted text) returns text language sql as $$
  with asked as (
    select place, uuidv7() as id, test.account(split_part(word, ':', 1)) as account_id,
      split_part(word, ':', 2)::numeric as amount
    from regexp_split_to_table(wanted, ', ') with ordinality as w (word, place)
  )
  select string_agg(a.place || ' ' || r.code, ', ' order by a.place)
  from asked as a
  join billing.admit_invoices((
    select array_agg((id, account_id, null, null, 'USD', amount, '2026-01-15')::billing.invoice_request
      order by place) from asked)) as r on r.id = a.id
  where r.code is not null $$;
grant execute on all functions in schema test to public;
select test.as('admin', 'acme');
select customers.create_account('Acme', credit_limit => 1000);

-- What counts.
select test.as('finance', 'acme');
select results_eq($$select * from test.standing('Acme')$$,
  'values (1000.00, 0.00, 1000.00, 0.00, 0.00, 0.00)', 'At first nothing is owed');
select test.bill('Acme', 600);
select results_eq($$select * from test.standing('Acme')$$,
  'values (1000.00, 600.00, 400.00, 0.00, 600.00, 0.00)', 'A draft counts');
select billing.finalize_invoice(test.invoice('INV-2026-001'));
select results_eq($$select * from test.standing('Acme')$$,
  'values (1000.00, 600.00, 400.00, 600.00, 0.00, 0.00)', 'as does what was issued');
select throws_ok($$select test.bill('Acme', 400.01)$$, 'CRHLD',
  'Acme has 400.00 USD of credit left; this takes 400.01.', 'Beyond the limit no invoice is made');
select lives_ok($$select test.bill('Acme', 400)$$, 'up to it, it is');
select is((select max(invoice_number) from billing.invoices), 'INV-2026-002',
  'What was refused took no number');
select throws_ok($$select billing.add_invoice_item(test.invoice('INV-2026-002'), 'More', 1, 0.01)$$,
  'CRHLD', null, 'A draft does not grow over it');
select lives_ok($$select billing.add_invoice_item(test.invoice('INV-2026-002'), 'Gift', 1, 0)$$,
  'An item of nothing is no matter');
select payments.record_payment(900, test.account('Acme'));
select results_eq($$select * from test.standing('Acme')$$,
  'values (1000.00, 100.00, 900.00, 0.00, 400.00, 300.00)', 'Money received lowers it, applied or not');
select results_eq(
  $$select exposure, receivables - unapplied_cash from test.standing('Acme')$$,
  $$select (select (t).exposure from unnest((analytics.rollup_report(test.account('Acme'))).totals) as t
      where (t).currency = 'USD')::numeric,
    ledger.balance('receivable', 'USD')::numeric + ledger.balance('unapplied_cash', 'USD')
      * case when ledger.balance('unapplied_cash', 'USD') > 0 then -1 else 1 end$$,
  'The report and the books say the same');

-- A subtree under one limit.
select test.as('admin', 'acme');
select customers.create_account('Globex', credit_limit => 100, credit_limit_scope => 'subtree');
select customers.create_account('Globex East', parent_account_id => test.account('Globex'));
select customers.create_account('Globex West', parent_account_id => test.account('Globex'),
  credit_limit => 30);
select test.bill('Globex East', 50);
select results_eq($$select * from test.standing('Globex')$$,
  'values (100.00, 50.00, 50.00, 0.00, 50.00, 0.00)', 'A subtree is counted whole');
select results_eq($$select * from test.standing('Globex East')$$,
  'values (null::numeric, 50.00, 50.00, 0.00, 50.00, 0.00)', 'Who has no limit has what is left above');
select results_eq($$select credit_limit, available from test.standing('Globex West')$$,
  'values (30.00, 30.00)', 'Of two limits the first that is reached counts');
select throws_ok($$select test.bill('Globex West', 31)$$, 'CRHLD',
  'Globex West has 30.00 USD of credit left; this takes 31.00.', 'One''s own limit');
select throws_ok($$select test.bill('Globex', 51)$$, 'CRHLD',
  'Globex has 50.00 USD of credit left; this takes 51.00.', 'and that of the subtree');

-- A hold.
select customers.hold_account(test.account('Globex East'), 'Disputes');
select throws_ok($$select test.bill('Globex East', 1)$$, 'CRHLD', null, 'On hold nothing is made');
select results_eq($$select on_hold, hold_reason from billing.account_credit(test.account('Globex East'))$$,
  $$values (true, 'Disputes')$$, 'which is shown with its reason');
select throws_ok($$select billing.add_invoice_item((select id from billing.invoices
    where account_id = test.account('Globex East')), 'More', 1, 1)$$, 'CRHLD', null,
  'and a draft does not grow');

-- The check of a run: in order, first come, first served.
select test.as('owner', 'acme');
update customers.accounts set credit_hold = false, held_at = null where account_name = 'Globex East';
select is(test.refused('Globex East:20, Globex East:20, Globex:10'), null, 'What fits is admitted');
select is(test.refused('Globex East:20, Globex East:40, Globex:30'), '2 CRHLD',
  'What is refused leaves room for others');
select is((select credit_hold from customers.accounts where account_name = 'Globex East'), true,
  'Who was refused goes on hold');
select is((select credit_hold from customers.accounts where account_name = 'Globex'), false,
  'and nobody else');
select is((select hold_reason from customers.accounts where account_name = 'Globex East'),
  'An invoice would have brought it over its credit limit.', 'with a reason');
select is(test.refused('Globex East:1, Globex West:31, Globex West:1, Globex:50, Globex:1'),
  '1 CRHLD, 2 CRHLD, 3 CRHLD, 5 CRHLD', 'On hold nothing is admitted, not even what would fit');
select is(test.refused('Acme:900, Acme:0'), null, 'A full limit takes invoices over nothing');

-- Who may look.
select test.as('viewer', 'acme');
select lives_ok($$select billing.account_credit(test.account('Acme'))$$, 'A viewer sees the standing');
select throws_ok($$select billing.exposures(array[test.account('Acme')])$$, '42501', null,
  'not what is internal');
select test.as('viewer', 'other');
select throws_ok($$select billing.account_credit(test.account('Acme'))$$, 'NOTFD',
  'No account has this id.', 'A stranger finds no account');
