-- What is given up of an invoice is bad debt only as far as it was earned and its tax is lost.
select test.provision('acme', clock_at => '2026-04-01T12:00:00Z', currency => 'EUR');
create table test.named (name text primary key, id uuid not null);
grant select, insert on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name
$$;
-- A year in advance from April 1, by default.
create function test.invoice(name text, amount numeric, tax numeric default null,
  starts date default '2026-04-01', ends date default '2027-03-31')
  returns void language sql as $$
  insert into test.named
  select invoice.name, (billing.finalize_invoice(i.id)).id
  from billing.create_invoice(test.id('account'), payment_terms_days => 30, items => array[
    (null, null, 'Licence', 1, amount, 0, tax, starts, ends, null)::billing.invoice_item_input]) as i
$$;
create function test.books() returns text language sql stable as $$
  select string_agg(code.it || ' ' || ledger.balance(code.it, 'EUR'), ', ' order by code.it)
  from unnest('{bad_debt,bad_debt_recovery,deferred_revenue,receivable,tax_payable}'::text[])
    as code (it)
$$;
create function test.parts(name text) returns text[] language sql stable as $$
  select array_agg(concat_ws(' ', w.amount, w.unearned_amount, w.relief_amount, w.relieved_amount,
    w.relief_due_on) order by w.id)
  from billing.write_offs as w where w.invoice_id = test.id(name)
$$;
grant execute on all functions in schema test to public;

-- Law: where writing off is enough, and when
select test.as('owner', 'acme');
select results_eq(
  $$select country, tax.relief_due_on(country, '2026-08-31', '2026-09-15')
    from unnest('{DE,GB,PL,US}'::text[]) as country order by country$$,
  $$values ('DE', date '2026-09-15'), ('GB', date '2027-02-28'), ('PL', date '2026-11-29'),
      ('US', null::date)$$,
  'The law says from which day on tax comes back, or not');
select is(tax.relief_due_on('GB', '2026-01-31', '2026-12-24'), '2026-12-24',
  'never before the debt is written off');
select is(tax.relief_due_on('DE', '2026-08-31', '2026-07-15'), '2026-07-15',
  'and no later where the law names no days');
select is(tax.relief_due_on('PL', '2026-08-31', '2026-07-15'), '2026-11-29', 'as elsewhere it does');

-- Germany: a year in advance, given up after three months
select test.as('admin', 'acme');
update tenancy.legal_entities set country = 'DE', line1 = '1 Weg', city = 'Berlin';
select tax.add_tax_registration('DE', 'DE136695976', '2020-01-01');
insert into test.named select 'account', (customers.create_account('Nord', billing_address =>
  row('1 Allee', null, 'Berlin', null, '10115', 'DE'))).id;
select test.as('finance', 'acme');
select test.invoice('year', 1200);
select is(test.books(), 'bad_debt 0.00, bad_debt_recovery 0.00, deferred_revenue 1200.00, '
  'receivable 1428.00, tax_payable 228.00', 'A year is billed in advance');
select test.go_on('2026-07-01');
select throws_ok(
  $$select billing.write_off_invoice(test.id('year'), 'x', tax_relief => 'all')$$, 'INPUT',
  'A tax relief is auto or none.', 'Relief is automatic or none');
select is((billing.write_off_invoice(test.id('year'), 'Insolvent')).status, 'uncollectible',
  'It is given up');
select is(test.books(), 'bad_debt 299.18, bad_debt_recovery 0.00, deferred_revenue 299.18, '
  'receivable 0.00, tax_payable 0.00',
  'Bad debt is what was earned by then; the rest of the year never is; the tax comes back');
select is(test.parts('year'), '{1428.00 900.82 228.00 228.00 2026-07-01}', 'as is written down');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Germany: half of it comes, bounces, comes again, and the rest of it
insert into test.named
select 'late', (payments.record_payment(714, currency => 'EUR', invoice_id => test.id('year'))).id;
select is(test.books(), 'bad_debt 299.18, bad_debt_recovery 600.00, deferred_revenue 299.18, '
  'receivable 0.00, tax_payable 114.00', 'A recovery has its part of the tax in it');
select payments.reverse_payment(test.id('late'), 'Bounced');
select is(test.books(), 'bad_debt 299.18, bad_debt_recovery 0.00, deferred_revenue 299.18, '
  'receivable 0.00, tax_payable 0.00', 'which comes back when it bounces');
insert into test.named
select 'found', (payments.record_payment(714, currency => 'EUR', invoice_id => test.id('year'),
  received_on => '2026-06-15')).id;
select results_eq(
  $$select e.posted_on, e.code, e.debit::numeric, e.credit::numeric
    from ledger.entries as e
    where e.source_id = test.id('found') or e.source_id in (
      select a.id from payments.payment_applications as a where a.payment_id = test.id('found'))
    order by e.posted_on, e.code, e.debit, e.credit$$,
  $$values (date '2026-06-15', 'cash', 714.00, null::numeric),
      ('2026-06-15', 'unapplied_cash', null, 714.00),
      ('2026-07-01', 'bad_debt_recovery', null, 600.00),
      ('2026-07-01', 'tax_payable', null, 114.00),
      ('2026-07-01', 'unapplied_cash', 114.00, null), ('2026-07-01', 'unapplied_cash', 600.00, null)$$,
  'Money that was there before recovers nothing before it was given up');
select payments.reverse_payment(test.id('found'), 'Of somebody else', '2026-06-20');
select is(test.books(), 'bad_debt 299.18, bad_debt_recovery 0.00, deferred_revenue 299.18, '
  'receivable 0.00, tax_payable 0.00', 'and takes it back no sooner');
select is_empty('select * from ledger.discrepancies', 'The books agree');
insert into test.named select 'on account', (payments.record_payment(500.01, test.id('account'),
  currency => 'EUR', application => 'none')).id;
select payments.apply_payment(test.id('on account'),
  array[(test.id('year'), 333.33)::payments.application_input]);
select is(test.books(), 'bad_debt 299.18, bad_debt_recovery 280.11, deferred_revenue 299.18, '
  'receivable 0.00, tax_payable 53.22', 'So it has when it lay there unapplied');
select payments.unapply_payment(test.id('on account'), test.id('year'), 100);
select is(test.books(), 'bad_debt 299.18, bad_debt_recovery 196.08, deferred_revenue 299.18, '
  'receivable 0.00, tax_payable 37.25', 'A part that is taken back has its part of the tax');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Germany: credited besides, in parts
select billing.create_credit_note(test.id('year'), 'Half', array[
  (i.id, 600)::billing.credit_note_line_input])
from billing.invoice_items as i where i.invoice_id = test.id('year');
select is_empty('select * from ledger.discrepancies', 'The books agree after a note');
select billing.create_credit_note(test.id('year'), 'The rest');
select results_eq(
  $$select i.status, i.written_off_amount::numeric, i.recovered_amount::numeric,
      i.recovered_tax::numeric
    from billing.invoices as i where i.id = test.id('year')$$,
  $$values ('uncollectible', 233.33, 233.33, 37.25)$$,
  'Credited in full, what stays given up is what came of it');
select results_eq(
  $$select ledger.balance('deferred_revenue', 'EUR')::numeric,
      ledger.balance('tax_payable', 'EUR')::numeric, ledger.balance('receivable', 'EUR')::numeric,
      (ledger.balance('bad_debt', 'EUR') - ledger.balance('bad_debt_recovery', 'EUR'))::numeric$$,
  'values (0.00, 0.00, 0.00, 0.00)', 'and nothing is left of it in the books, by no part');
select is((select b.balance::numeric from billing.account_balances as b), 233.33,
  'What came of it is the account''s again');
select results_eq(
  $$select sum(r.taxable)::numeric, sum(r.amount)::numeric from billing.relieved_taxes as r$$,
  'values (0.00, 0.00)', 'and returns have neither tax nor net of it');
select billing.refund_balance(test.id('account'), 'Theirs');
select payments.refund_payment(test.id('on account'), 'Theirs too');

-- Germany: in cents
select test.invoice('cents', 1, starts => '2026-07-01', ends => '2026-07-02');
select billing.write_off_invoice(test.id('cents'), 'Bit by bit', 0.01) from generate_series(1, 118);
select billing.write_off_invoice(test.id('cents'), 'Last', 0.01);
select results_eq(
  $$select sum(w.amount)::numeric, sum(w.unearned_amount)::numeric, sum(w.relief_amount)::numeric,
      sum(w.relieved_amount)::numeric <= 0.19
    from billing.write_offs as w where w.invoice_id = test.id('cents')$$,
  $$select 1.19, sum(w.unearned_amount)::numeric, sum(w.relief_amount)::numeric, true
    from billing.write_offs as w where w.invoice_id = test.id('cents')
    having sum(w.unearned_amount) <= 1.00$$, 'Cent by cent no part is given up twice');
select is_empty('select * from ledger.discrepancies', 'and the books agree');
select billing.create_credit_note(test.id('cents'), 'Wrong');

-- Germany: no relief
select test.invoice('asked not', 100, starts => null, ends => null);
select billing.write_off_invoice(test.id('asked not'), 'Small', tax_relief => 'none');
select is(test.parts('asked not'), '{119.00 0.00 0.00 0.00}', 'Relief is not taken unasked');
select test.invoice('by hand', 100, 19, null, null);
select billing.write_off_invoice(test.id('by hand'), 'Gone');
select is(test.parts('by hand'), '{119.00 0.00 19.00 19.00 2026-07-01}',
  'Tax that was given by hand comes back from whom it is owed to');
insert into test.named select 'account abroad', (customers.create_account('West',
  billing_address => row('1 Road', null, 'Reno', 'NV', '89501', 'US'))).id;
insert into test.named select 'of nobody', (billing.finalize_invoice(i.id)).id
from billing.create_invoice(test.id('account abroad'), payment_terms_days => 30, items => array[
  (null, null, 'Work', 1, 100, 0, 8, null, null, null)::billing.invoice_item_input]) as i;
select billing.write_off_invoice(test.id('of nobody'), 'Gone');
select is(test.parts('of nobody'), '{108.00 0.00 0.00 0.00}',
  'but not where nobody said who that is');
insert into test.named select 'paid', (payments.record_payment(119, currency => 'EUR',
  invoice_id => test.id('asked not'))).id;
select results_eq($$select a.tax::numeric from payments.payment_applications as a
  where a.payment_id = test.id('paid')$$, 'values (0.00)',
  'Of what had none, no part is tax again');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Great Britain: six months after the due date
select test.as('admin', 'acme');
update tenancy.legal_entities set country = 'GB';
select currencies.set_exchange_rate('EUR', 'GBP', 0.85, '2026-07-01');
select tax.add_tax_registration('GB', 'GB 123 4567 82', '2020-01-01');
insert into test.named select 'british', (customers.create_account('North', billing_address =>
  row('1 High St', null, 'London', null, 'N1 9GU', 'GB'))).id;
select test.as('finance', 'acme');
insert into test.named select 'later', (billing.finalize_invoice(i.id)).id
from billing.create_invoice(test.id('british'), payment_terms_days => 30, items => array[
  (null, null, 'Work', 1, 100, 0, null, null, null, null)::billing.invoice_item_input]) as i;
select billing.write_off_invoice(test.id('later'), 'Gone');
select is(test.parts('later'), '{120.00 0.00 20.00 0.00 2027-01-31}',
  'Where the law waits, the tax is bad debt until then');
select payments.record_payment(60, currency => 'EUR', invoice_id => test.id('later'));
select test.root('acme');
create function test.lost() returns numeric language sql stable as $$
  select sum(case e.side when 'debit' then e.debit else -e.credit end)
  from ledger.entries as e where e.code = 'bad_debt' and e.subject_id = test.id('later')
$$;
grant execute on function test.lost to public;
select test.go_on('2027-01-30');
select is(test.lost(), 120.00, 'On the day before it still is');
select test.go_on('2027-01-31');
select is(test.lost(), 110.00, 'Then it comes back, but not for what was recovered before');
select is(test.parts('later'), '{120.00 0.00 20.00 0.00 2027-01-31,0.00 0.00 0.00 10.00}',
  'It is written down');
select is(
  (select array_agg(e.type order by e.id) from events.events as e
    where e.object_id = test.id('later') and e.type = 'invoice.tax_relieved'),
  '{invoice.tax_relieved}', 'and said to others, once');
select test.go_on('2027-02-15');
select is(test.lost(), 110.00, 'It comes back once');
select payments.record_payment(30, currency => 'EUR', invoice_id => test.id('later'));
select results_eq(
  $$select i.recovered_amount::numeric, i.recovered_tax::numeric from billing.invoices as i
    where i.id = test.id('later')$$, 'values (90.00, 5.00)',
  'What comes after has its part of it in it');
select is_empty('select * from ledger.discrepancies', 'The books agree');
select billing.create_credit_note(test.id('later'), 'All');
select is(test.lost(), 85.00, 'A note leaves of the debt what came of it, without its tax');
select is_empty('select * from ledger.discrepancies', 'The books agree');

-- Owner: what the shape of the tables forbids, even to our own functions
select test.as('owner', 'acme');
select throws_ok(
  $$insert into billing.write_offs (invoice_id, amount, unearned_amount, relief_amount,
      relieved_amount, reason, written_off_on)
    values (test.id('later'), 1, 1.01, 0, 0, 'x', '2027-01-31')$$, '23514', null,
  'No more is unearned than is given up');
select throws_ok(
  $$insert into billing.write_offs (invoice_id, amount, unearned_amount, relief_amount,
      relieved_amount, relief_due_on, reason, written_off_on)
    values (test.id('later'), 1, 0, 0.2, 0.3, '2027-01-31', 'x', '2027-01-31')$$, '23514', null,
  'No more tax comes back than is in it');
select throws_ok(
  $$update billing.invoices set recovered_tax = recovered_amount + 1
    where id = test.id('later')$$, '23514', null, 'No more of a recovery is tax than there is');
