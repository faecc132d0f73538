-- What is in another currency than a limit takes of it at the rate of the day, or is not made.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.bill(account text, price numeric, currency text)
  returns billing.invoices language sql as $$
  select * from billing.create_invoice(test.account(account), currency => currency,
    items => array[(null, null, 'Work', 1, price, null, null, null, null, null)]
      ::billing.invoice_item_input[]) $$;
create function test.standing(account text) returns table (exposure numeric, available numeric,
  unknown text[]) language sql as $$
  select c.exposure, c.available, c.unknown_currencies
  from billing.account_credit(test.account(account)) as c $$;
create function test.refused(account text, currency text, amounts numeric[])
  returns text language sql as $$
  select string_agg(format('%s %s', a.place, r.code), ', ' order by a.place)
  from billing.admit_invoices(array(
    select (lpad(place::text, 32, '0')::uuid, test.account(account), null, null, currency, amount,
      '2026-01-15')::billing.invoice_request
    from unnest(amounts) with ordinality as wanted (amount, place) order by place)) as r
  join generate_subscripts(amounts, 1) as a (place) on lpad(a.place::text, 32, '0')::uuid = r.id
  where r.code is not null $$;
grant execute on all functions in schema test to public;
select test.as('admin', 'acme');
select customers.create_account('Limited', credit_limit => 100);
select customers.create_account('Group', credit_limit => 100, credit_limit_scope => 'subtree');
select customers.create_account('Paris', parent_account_id => test.account('Group'),
  currency => 'EUR');

-- Without a rate.
select test.as('finance', 'acme');
select throws_ok($$select test.bill('Limited', 30000, 'EUR')$$, 'NORAT',
  'The credit limit of Limited is in USD, and no exchange rate of EUR is known for this day.',
  'A limit of 100 dollars lets no 30,000 euros pass');
select throws_ok($$select test.bill('Paris', 1, 'EUR')$$, 'NORAT', null,
  'nor does that of a subtree');
select lives_ok($$select test.bill('Limited', 0, 'EUR')$$, 'An invoice over nothing takes nothing');
select test.as('owner', 'acme');
select is(test.refused('Limited', 'EUR', '{1,0}'), '1 NORAT', 'A run is refused likewise');
select is((select credit_hold from customers.accounts where account_name = 'Limited'), false,
  'which puts nobody on hold');

-- Who says what a currency is worth.
select test.as('sales', 'acme');
select throws_ok($$select currencies.set_exchange_rate('EUR', 'USD', 0.0001)$$, '42501', null,
  'Not sales');
select throws_ok($$insert into currencies.exchange_rates (base, quote, rate_date, rate)
  values ('EUR', 'USD', '2026-01-15', 0.0001)$$, '42501', null, 'by no door');
select test.as('finance', 'acme');
select throws_ok($$select currencies.set_exchange_rate('EUR', 'USD', 0)$$, '23514', null,
  'Nothing is worth nothing');
select throws_ok($$select currencies.set_exchange_rate('EUR', 'EUR', 1)$$, '23514', null,
  'One currency has no rate');
select throws_ok($$select currencies.set_exchange_rate('EUR', 'EURO', 1)$$, '23514', null,
  'An unknown one neither');
select currencies.set_exchange_rate('USD', 'EUR', 0.5, '2026-01-07');
select throws_ok($$select test.bill('Limited', 10, 'EUR')$$, 'NORAT', null,
  'A rate of eight days ago is none');
select currencies.set_exchange_rate('USD', 'EUR', 0.25, '2026-01-08');
select currencies.set_exchange_rate('USD', 'EUR', 0.5, '2026-01-08');
select is((select count(*) from currencies.exchange_rates), 2::bigint, 'One rate a day');

-- With one.
select throws_ok($$select test.bill('Limited', 50.01, 'EUR')$$, 'CRHLD',
  'Limited has 100.00 USD of credit left; this takes 100.02.', 'It counts in the limit''s currency');
select lives_ok($$select test.bill('Limited', 30, 'EUR')$$, 'up to the limit');
select lives_ok($$select test.bill('Paris', 40, 'EUR')$$, 'and in a subtree');
select results_eq($$select * from test.standing('Limited')$$,
  $$values (60.00, 40.00, '{}'::text[])$$, 'The standing is in the account''s own');
select results_eq($$select * from test.standing('Paris')$$,
  $$values (40.00, 10.00, '{}'::text[])$$, 'also what a limit of another currency leaves');
select test.as('owner', 'acme');
select is(test.refused('Limited', 'EUR', '{20}'), null, 'A run takes what is left');
select is(test.refused('Limited', 'EUR', '{20,0.01}'), '2 CRHLD', 'and no more');
select is((select credit_hold from customers.accounts where account_name = 'Limited'), true,
  'then the account is on hold');

-- A rate that has grown old.
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-01-16T12:00:00Z');
select results_eq($$select * from test.standing('Limited')$$,
  $$values (0.00, 0.00, '{EUR}'::text[])$$, 'What cannot be counted leaves nothing');
select throws_ok($$select test.bill('Group', 1, 'USD')$$, 'NORAT', null,
  'nor is anything made in the limit''s own currency');
select lives_ok($$update customers.accounts set credit_limit = null,
  credit_limit_reason = 'Rates come from the bank tomorrow' where account_name = 'Group'$$,
  'Finance lifts a limit, with a reason');
select lives_ok($$select test.bill('Paris', 1, 'EUR')$$, 'and then it is made');

-- Strangers.
select test.as('admin', 'other');
select is_empty('select * from currencies.exchange_rates', 'A stranger sees no rate');
