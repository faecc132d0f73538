-- Posting: what other contexts may rely on when they book.
select test.provision('acme', '2025-12-31T12:00:00Z');
create function test.posting(source uuid, amount numeric, currency text default 'USD',
  debit text default 'cash', credit text default 'deferred_revenue')
  returns ledger.posting
  language sql
as $$
  select (tenancy.default_legal_entity_id(),
    'billing.invoice', source, 'finalized', 'Invoice', null, '2025-01-10', currency,
    debit, source, credit, source, amount)::ledger.posting
$$;
grant execute on all functions in schema test to public;

select test.as('owner', 'acme');
select is(
  (select array_agg(code || ' ' || kind order by code) from ledger.ledger_accounts),
  '{allowance asset,bad_debt expense,bad_debt_recovery revenue,cash asset,customer_balance liability,
    customer_deposits liability,deferred_revenue liability,exchange_clearing asset,exchange_gain_loss revenue,
    receivable asset,refunds_payable liability,revenue revenue,tax_payable liability,
    tax_suspense liability,unapplied_cash liability,unbilled_receivable asset}'::text[],
  'A new tenant has the chart of accounts');
select is((select array_agg(distinct currency) from ledger.ledger_accounts), '{USD}',
  'The chart is opened in the currency of the tenant');

-- Owner: one journal per source and kind
select is(
  ledger.post(array[
    test.posting('00000000-0000-7000-8000-000000000001', 100),
    test.posting('00000000-0000-7000-8000-000000000001', 8.25, credit => 'deferred_revenue'),
    test.posting('00000000-0000-7000-8000-000000000002', 50)]),
  2, 'Postings of one source make one journal');
select is(
  (select array_agg(t.amount order by t.amount)
   from ledger.transfers as t
   join ledger.journals as j on j.id = t.journal_id
   where j.source_id = '00000000-0000-7000-8000-000000000001'),
  '{8.25,100}'::kernel.amount[], 'The journal holds all its transfers');
select is(
  ledger.post(array[test.posting('00000000-0000-7000-8000-000000000001', 100)]),
  0, 'The same source is booked once');
select is((select count(*)::int from ledger.transfers), 3, 'A repeat adds no transfer');
select is(
  ledger.post(array[
    test.posting('00000000-0000-7000-8000-000000000001', 1),
    test.posting('00000000-0000-7000-8000-000000000003', 7)]),
  1, 'What is booked does not keep others from being booked');
select is(ledger.post('{}'), 0, 'No posting, no journal');
select is(ledger.post(null), 0, 'Nothing at all, no journal');
select is(
  ledger.post(array[test.posting('00000000-0000-7000-8000-000000000004', 0)]),
  0, 'A posting of zero is skipped, with its journal');
select is(
  (select created_at from ledger.journals limit 1), tenancy.now(),
  'A journal is booked at the tenant''s time');

-- Owner: currencies
select is(
  ledger.post(array[
    test.posting('00000000-0000-7000-8000-000000000005', 20, 'EUR'),
    test.posting('00000000-0000-7000-8000-000000000005', 3000, 'JPY')]),
  1, 'A journal may hold several currencies');
select is((select count(*) from ledger.ledger_accounts where currency = 'EUR'),
  (select count(*) from ledger.chart_of_accounts),
  'A currency''s first use opens its chart of accounts');
select throws_ok(
  $$select ledger.post(array[test.posting(uuidv7(), 20, 'XXX')])$$, '23514', null,
  'A currency that does not exist is refused');
select throws_ok(
  $$select ledger.post(array[test.posting(uuidv7(), 1.005)])$$, '23514', null,
  'More decimals than the currency has are refused');
select throws_ok(
  $$select ledger.post(array[test.posting(uuidv7(), 10.5, 'JPY')])$$, '23514', null,
  'Half a yen is refused');
select throws_ok(
  $$insert into ledger.transfers (journal_id, debit_account_id, credit_account_id, amount,
    currency, posted_on)
    select j.id, usd.id, eur.id, 1, 'USD', j.posted_on
    from ledger.journals as j, ledger.ledger_accounts as usd, ledger.ledger_accounts as eur
    where usd.code = 'cash' and usd.currency = 'USD' and eur.code = 'cash' and eur.currency = 'EUR'
    limit 1$$, '23503', null, 'A transfer stays within one currency');

select throws_ok(
  $$insert into ledger.transfers (journal_id, debit_account_id, credit_account_id, amount,
    currency, posted_on)
    select uuidv7(), debit.id, credit.id, 1, 'USD', '2025-01-10'
    from ledger.ledger_accounts as debit, ledger.ledger_accounts as credit
    where debit.code = 'cash' and debit.currency = 'USD' and credit.code = 'revenue'
      and credit.currency = 'USD'$$, '23503', null, 'A transfer belongs to a journal');
select throws_ok(
  $$insert into ledger.transfers (journal_id, debit_account_id, credit_account_id, amount,
    currency, posted_on)
    select j.id, a.id, uuidv7(), 1, 'USD', j.posted_on
    from ledger.journals as j, ledger.ledger_accounts as a
    where a.code = 'cash' and a.currency = 'USD'
    limit 1$$, '23503', null, 'A transfer moves money to a ledger account that is there');

-- Owner: what can never stand in the books
select throws_ok(
  $$select ledger.post(array[test.posting(uuidv7(), -1)])$$, '23514', null,
  'A negative amount is refused');
select throws_ok(
  $$select ledger.post(array[test.posting(uuidv7(), 'NaN')])$$, '23514', null,
  'NaN is refused');
select throws_ok(
  $$select ledger.post(array[test.posting(uuidv7(), 1, debit => 'piggy_bank')])$$, '23502', null,
  'An unknown code fails the whole, it does not vanish');
select throws_ok(
  $$select ledger.post(array[test.posting(uuidv7(), 1, debit => 'cash', credit => 'cash')])$$,
  '23514', null, 'Money does not move from a place to itself');
select throws_ok(
  $$select ledger.post(array[test.posting(null, 1)])$$, '23502', null,
  'A journal without a source is refused');
select is((select count(*)::int from ledger.journals), 4, 'What is refused leaves no trace');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Owner: many at once
select is(
  ledger.post(array(
    select test.posting(md5(n::text)::uuid, n) from generate_series(1, 2000) as n)),
  2000, 'Two thousand postings are one call');
select is(ledger.balance('cash', 'USD')::numeric, 2001165.25,
  'Every one of them is booked');

-- Stranger: another tenant's books
select test.root();
select test.provision('globex', '2025-12-31T12:00:00Z', currency => 'EUR');
select test.as('owner', 'globex');
select is(
  ledger.post(array[test.posting('00000000-0000-7000-8000-000000000001', 1, 'EUR')]),
  1, 'The same source in another tenant is another source');
select is((select count(*)::int from ledger.journals), 1, 'Its books hold nothing but its own');

-- Nobody: outside of any tenant
select test.as('owner');
select throws_ok(
  $$select ledger.post(array[test.posting(uuidv7(), 1)])$$, '42501', null,
  'Without a tenant nothing is booked');
