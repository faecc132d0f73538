-- Subsidiaries that pay for themselves have invoices of their own; who stands above them sees them on
-- a statement that is nothing but these invoices, and is mailed it once.
select test.provision('acme', '2026-01-31T12:00:00Z');
select test.provision('other', '2026-01-31T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.bill(name text, price numeric, day date, currency text default 'USD')
  returns billing.invoices language sql as $$
  select billing.finalize_invoice(i.id, keep_date => true)
  from billing.create_invoice(test.account(name), items => array[
      row(null, null, 'Work', 1, price, 0, null, null, null, null)::billing.invoice_item_input],
    issue_date => day, due_date => day + 30, currency => currency) as i $$;
create function test.statement(name text, day date, until date) returns table (number text,
    account text, net numeric, tax numeric, total numeric, balance numeric)
  language sql as $$
  select i.invoice_number, i.account_name, i.net::numeric, i.tax::numeric, i.total::numeric,
    i.balance::numeric
  from billing.subsidiary_statement(test.account(name), day, until) as s
  cross join unnest(s.invoices) as i $$;
create function test.mails() returns table (account text, day text, recipients text[])
  language sql security definer as $$
  select a.account_name, d ->> 'from', (m)."to"
  from events.emails as e
  join customers.accounts as a on a.tenant_id = e.tenant_id and a.id = e.account_id
  cross join billing.begin_document_mail(e.id) as m
  cross join lateral (select m.document) as of (d)
  where e.kind = 'subsidiary_statement' and d ->> 'from' = d ->> 'to'
  order by 2, 1 $$;
create function test.mailed(name text) returns table (currency text, total text)
  language sql security definer as $$
  select t ->> 'currency', t ->> 'total'
  from events.emails as e
  cross join billing.begin_document_mail(e.id) as m
  cross join jsonb_array_elements(m.document -> 'currencies') as t
  where e.kind = 'subsidiary_statement' and e.account_id = test.account(name)
  order by 1 $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'acme');
select customers.create_account('Group', wants_statement => true,
  primary_contact_email => 'ap@group.example');
select customers.create_account('North', parent_account_id => test.account('Group'),
  wants_statement => true);
select customers.create_account('Lab', parent_account_id => test.account('North'));
select customers.create_account('Team', parent_account_id => test.account('North'),
  payer => 'parent');
select customers.create_account('South', parent_account_id => test.account('Group'));
select customers.create_account('Quiet', parent_account_id => test.account('South'));
select customers.create_account('Stranger');

select test.as('finance', 'acme');
select test.bill('Group', 1, '2026-01-30');
select test.bill('Stranger', 2, '2026-01-30');
select test.bill('South', 100, '2026-01-30');
select test.bill('North', 50.5, '2026-01-31');
select test.bill('Lab', 10, '2026-01-31', 'EUR');
select test.bill('Lab', 7, '2026-01-31');
select billing.void_invoice((test.bill('South', 3, '2026-01-31')).id, 'Wrong');
select billing.create_invoice(test.account('South'), items => array[
  row(null, null, 'Draft', 1, 4, 0, null, null, null, null)::billing.invoice_item_input]);

-- Viewer.
select test.as('viewer', 'acme');
select results_eq($$select * from test.statement('Group', '2026-01-01', '2026-01-31')$$, $$values
  ('INV-2026-005', 'Lab', 10.00, 0.00, 10.00, 10.00),
  ('INV-2026-006', 'Lab', 7.00, 0.00, 7.00, 7.00),
  ('INV-2026-004', 'North', 50.50, 0.00, 50.50, 50.50),
  ('INV-2026-003', 'South', 100.00, 0.00, 100.00, 100.00)$$,
  'It has the issued invoices of those below, by currency and name, and none of its own');
select results_eq(
  $$select t.currency, t.invoices, t.net::numeric, t.total::numeric, t.balance::numeric
    from billing.subsidiary_statement(test.account('Group'), '2026-01-01') as s,
      unnest(s.totals) as t$$,
  $$values ('EUR', 1, 10.00, 10.00, 10.00), ('USD', 3, 157.50, 157.50, 157.50)$$,
  'Currencies are not added');
select results_eq($$select number from test.statement('Group', '2026-01-30', '2026-01-30')$$,
  $$values ('INV-2026-003')$$, 'A day has the invoices of that day');
select results_eq($$select number from test.statement('North', null, null)$$,
  $$values ('INV-2026-005'), ('INV-2026-006')$$,
  'In between, those below alone; without days, the month');
select is_empty($$select * from test.statement('Quiet', '2026-01-01', '2026-01-31')$$,
  'Who has nobody below has nothing on it');
select throws_ok($$select test.statement('Group', '2026-02-01', '2026-01-31')$$, 'INPUT',
  'The first day lies after the last.', 'Days stand in their order');
select throws_ok($$select test.statement('Group', '2025-01-01', '2026-01-31')$$, 'INPUT',
  'A statement is of a year at most.', 'and lie a year apart at most');
select throws_ok($$select billing.mail_subsidiary_statements(null)$$, '42501', null,
  'Viewer mails nothing');
select test.as('viewer', 'other');
select throws_ok(
  $$select billing.subsidiary_statement((
    select t.id from test.tenants as t where t.slug = 'acme'))$$,
  'NOTFD', 'No account has this id.', 'Stranger finds no account');

-- What is paid and credited shows at once, since nothing is kept.
select test.as('finance', 'acme');
select billing.create_credit_note(i.id, 'Too much', array[
    row(item.id, 40)::billing.credit_note_line_input])
from billing.invoices as i
join billing.invoice_items as item on item.invoice_id = i.id
where i.invoice_number = 'INV-2026-003';
select results_eq($$select total, balance from test.statement('South', '2026-01-01', null)$$,
  $$select 0, 0 where false$$, 'South itself sees none of its own');
select results_eq($$select total, balance from test.statement('Group', '2026-01-30', '2026-01-30')$$,
  $$values (100.00, 60.00)$$, 'A credit note lowers what is open');

-- Worker.
select test.as('worker', 'acme');
select is_empty('select * from test.mails()', 'On the day itself nothing is mailed');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-02-01T12:00:00Z');
select test.as('worker', 'acme');
select results_eq('select * from test.mails()', $$values
  ('Group', '2026-01-30', '{ap@group.example}'::text[]),
  ('Group', '2026-01-31', '{ap@group.example}'::text[]),
  ('North', '2026-01-31', '{ap@group.example}'::text[])$$,
  'On the day after, one for an account that wants it and a day; reached above, if need be');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-02-02T12:00:00Z');
select test.as('worker', 'acme');
select is((select count(*)::int from test.mails()), 3, 'Another day''s work mails none again');
select test.as('finance', 'acme');
select test.bill('South', 9, '2026-01-31');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-02-03T12:00:00Z');
select test.as('worker', 'acme');
select is((select count(*)::int from test.mails()), 3,
  'nor does an invoice that is dated to such a day');
select results_eq($$select * from test.mailed('North')$$,
  $$values ('EUR', '10.00'), ('USD', '7.00')$$, 'The document has a table for each currency');
