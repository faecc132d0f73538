-- What gives back more than it charges is a credit note by number and paper.
select test.provision('acme', clock_at => '2026-01-01T12:00:00Z', currency => 'EUR');
create table test.named (name text primary key, id uuid not null);
grant select, insert on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name
$$;
create function test.amend(name text, day date, seats int, as_name text) returns void language sql as $$
  select test.as('admin', 'acme');
  insert into test.named
  select as_name, (billing.amend_contract(test.id(name), day, array[jsonb_populate_record(
    null::sales.contract_change_input, jsonb_build_object('line_id', l.id, 'quantity', seats))],
    invoice_now => true)).invoice_id
  from sales.contract_lines as l where l.contract_id = test.id(name);
  select test.as('finance', 'acme');
$$;
create function test.sign(name text, frequency text, country text) returns void language sql as $$
  select test.as('admin', 'acme');
  insert into test.named
  select sign.name, c.id
  from customers.create_account(sign.name, payment_terms_days => 30, billing_address =>
    row('1 Weg', null, 'Berlin', null, '10115', sign.country)::customers.postal_address) as a
  cross join lateral sales.create_contract(a.id, '2026-01-01', '2026-12-31', seat_count => 10,
    seat_price => 10, billing_frequency => sign.frequency) as c;
  select test.as('finance', 'acme');
$$;
create function test.bill(name text, since date default null, until date default null)
  returns void language sql as $$
  select billing.finalize_invoice(i.id) from billing.generate_invoice(test.id(name), since, until) as i
$$;
create function test.told(name text) returns text language sql stable as $$
  select concat_ws(' ', i.document_type, left(i.invoice_number, 3), i.status, i.total,
    i.due_date - i.issue_date)
  from billing.invoices as i where i.id = test.id(name)
$$;
grant execute on all functions in schema test to public;
select test.as('admin', 'acme');
update tenancy.legal_entities set country = 'DE', line1 = '1 Weg', city = 'Berlin';
select tax.add_tax_registration('DE', 'DE136695976', '2020-01-01');

-- 10 seats, then 5 from July on, after the year was paid: -601.64 and 114.31 of its tax, 300.82 and 57.16.
select test.sign('year', 'annual', 'DE');
select test.bill('year');
select payments.record_payment(i.balance::numeric, invoice_id => i.id) from billing.invoices as i;
select test.go_on('2026-07-02');
select test.amend('year', '2026-07-02', 5, 'less');
select is(test.told('less'), 'credit_note DRA draft -357.97 30', 'A draft is due by the terms');
select billing.finalize_invoice(test.id('less'));
select is(test.told('less'), 'credit_note CN- paid -357.97 0', 'and asks for nothing once issued');
select results_eq($$select b.balance::numeric from billing.account_balances as b$$, 'select 357.97',
  'What it comes to is the account''s');
select results_eq($$select billing.invoice_items_corrects_invoice_number(item)
  from billing.invoice_items as item where item.invoice_id = test.id('less') order by item."position"$$,
  $$values ('INV-2026-001'), (null)$$, 'What gives back names what it corrects');
select is(billing.invoice_document(test.id('less')) #>> '{invoice,corrects}', 'INV-2026-001',
  'so does its paper,');
select is(billing.invoice_document(test.id('less')) #>> '{totals,total}', '357.97', 'which says what it gives');
select is(billing.invoice_document(test.id('less')) #>> '{invoice,due_on}', null, 'and asks for no day');

-- Of several, each line names its own.
select test.sign('months', 'monthly', 'DE');
select test.bill('months', m.since, (m.since + interval '1 month')::date - 1)
from unnest('{2026-01-01,2026-02-01}'::date[]) as m (since);
select test.amend('months', '2026-01-16', 4, 'of two');
select billing.finalize_invoice(test.id('of two'));
select results_eq($$select count(distinct billing.invoice_items_corrects_invoice_number(item))
  from billing.invoice_items as item where item.invoice_id = test.id('of two')$$, 'select 2::bigint',
  'Two are corrected on one paper');
select is(billing.invoice_document(test.id('of two')) #>> '{invoice,corrects}', null,
  'whose head names neither');

-- The way back, and what crosses nothing as items go.
select billing.void_invoice(test.id('less'), 'Wrong');
select results_eq($$select b.balance::numeric from billing.account_balances as b
  join billing.invoices as i on i.account_id = b.account_id and i.id = test.id('less')$$,
  'select 0.00', 'Voided, the account has nothing of it');
select test.sign('again', 'annual', 'DE');
select test.bill('again');
select test.amend('again', '2026-07-02', 5, 'mixed');
select billing.remove_invoice_item(test.id('mixed'), item.id) from billing.invoice_items as item
where item.invoice_id = test.id('mixed') and item.amount < 0;
select is(left(test.told('mixed'), 11) || right(test.told('mixed'), 3), 'invoice DRA 30',
  'Without what it gives back a draft asks for money, by its terms');
select is_empty($$select * from ledger.discrepancies$$, 'The books agree');
select results_eq($$select s.kind, s.gaps, s.out_of_order from billing.number_sequences() as s order by s.kind$$,
  $$values ('credit_note', '{}'::text[], '{}'::text[]), ('invoice', '{}', '{}')$$,
  'Both series have no gap, in the order of days');
