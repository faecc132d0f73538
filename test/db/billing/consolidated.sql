-- Whoever pays for others can be billed for all at once, on a day of choice; each part is told apart.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.agree(account text, number text, seats numeric, price numeric,
    purchase_order text default null, currency text default null) returns uuid
  language sql as $$
  select (sales.create_contract(test.account(account), '2026-01-01', '2026-12-31',
    contract_number => number, seat_count => seats, seat_price => price,
    billing_frequency => 'monthly', purchase_order_number => purchase_order,
    currency => currency)).id $$;
create function test.bill(name text, day date default null) returns table (number text, issued date,
    status text, currency text, total numeric, tax numeric)
  language sql as $$
  select i.invoice_number, i.issue_date, i.status, i.currency, i.total::numeric, i.tax::numeric
  from billing.bill_consolidated(test.account(name), day) as i $$;
create function test.invoice(number text) returns billing.invoices language sql as $$
  select i from billing.invoices as i where i.invoice_number = number $$;
create function test.sections(number text) returns table (account text, subtotal numeric,
    discount numeric, tax numeric, total numeric)
  language sql as $$
  select s.account_name, s.subtotal::numeric, s.discount::numeric, s.tax::numeric, s.total::numeric
  from billing.invoices_sections(test.invoice(number)) with ordinality as s (account_id,
    account_name, tax_id, subtotal, discount, tax, total, place)
  order by s.place $$;
grant execute on all functions in schema test to public;

select test.as('sales', 'acme');
select customers.create_account('Group');
select customers.create_account('Zeta', parent_account_id => test.account('Group'),
  payer => 'parent');
select customers.create_account('Alpha', parent_account_id => test.account('Group'),
  payer => 'parent');
select customers.create_account('Lab', parent_account_id => test.account('Alpha'),
  payer => 'parent');
select customers.create_account('Proud', parent_account_id => test.account('Group'));
select test.agree('Zeta', 'CTR-Z', 10, 10);
select test.agree('Alpha', 'CTR-A', 5, 10);
select test.agree('Lab', 'CTR-L', 1, 10);
select test.agree('Group', 'CTR-G', 2, 10);
select test.agree('Proud', 'CTR-P', 3, 10);

-- Who may.
select throws_ok($$select test.bill('Group')$$, '42501', null, 'Sales does not bill');
select test.as('viewer', 'acme');
select throws_ok($$select test.bill('Group')$$, '42501', null, 'Viewer does not bill');
select test.as('finance', 'other');
select throws_ok(
  $$select billing.bill_consolidated((select t.id from test.tenants as t where t.slug = 'acme'))$$,
  'NOTFD', 'No account has this id.', 'Nobody is billed for an account that is not there');

-- Finance.
select test.as('finance', 'acme');
select customers.set_address(test.account('Zeta'), 'billing',
  ('Street 1', null, 'Austin', 'TX', '78701', 'US'));
select customers.set_address(test.account('Group'), 'billing',
  ('Street 2', null, 'Portland', 'OR', '97201', 'US'));
select tax.add_tax_registration('US-TX', 'TX-77', '2020-01-01');
select tax.add_tax_registration('US-OR', 'OR-1', '2020-01-01');
select throws_ok($$select test.bill('Zeta')$$, 'INPUT',
  'Zeta does not pay for itself: Group does.', 'Who does not pay is not billed');
select throws_ok($$select test.bill('Lab')$$, 'INPUT',
  'Lab does not pay for itself: Group does.', 'however deep it stands');
select throws_ok($$select test.bill('Group', '2027-01-17')$$, 'INPUT', null,
  'Nobody is billed more than a year ahead');
select throws_ok($$select test.bill('Group', '2025-12-31')$$, 'NOTHG',
  'Nothing of what Group pays for is due on this day.', 'nor before anything is due');
select results_eq($$select * from test.bill('Group')$$,
  $$values ('INV-2026-001', date '2026-01-15', 'draft', 'USD', 186.25, 6.25)$$,
  'All that is due stands on one invoice of today');
select results_eq($$select number from test.bill('Group', '2026-01-15')$$,
  $$values ('INV-2026-001')$$, 'Asked again, it is the same');
select results_eq($$select * from test.sections('INV-2026-001')$$, $$values
  ('Group', 20.00, 0.00, 0.00, 20.00), ('Alpha', 50.00, 0.00, 0.00, 50.00),
  ('Lab', 10.00, 0.00, 0.00, 10.00), ('Zeta', 100.00, 0.00, 6.25, 106.25)$$,
  'In sections: who pays first, the others by name, each taxed where it is');
select results_eq(
  $$select s.account_name, s.total::numeric
    from billing.invoices_statements(test.invoice('INV-2026-001')) as s$$,
  $$values ('Alpha', 50.00), ('Lab', 10.00), ('Zeta', 106.25)$$,
  'Those who do not pay have statements');
select results_eq(
  $$select t.jurisdiction, t.name, t.kind, t.rate::numeric, t.treatment, t.note, t.taxable::numeric,
      t.amount::numeric
    from billing.invoices_tax_lines(test.invoice('INV-2026-001')) as t
    where t.treatment = 'standard'$$,
  $$values ('US-TX', 'Texas', 'sales', 6.25, 'standard', null, 100.00, 6.25)$$,
  'The taxes of the invoice are the sums over its items');
select is_empty(
  $$select t from billing.invoices_tax_lines(test.invoice('INV-2026-001'), test.account('Alpha'))
    as t where t.amount <> 0$$, 'or over those that serve one account');
select results_eq(
  $$select e.data -> 'object' ->> 'invoice_number' from events.events as e
    where e.type = 'invoice.created'$$, $$values ('INV-2026-001')$$, 'It is said once');

-- Several due days stand on one invoice; the other account is billed by its own.
select results_eq($$select issued, total from test.bill('Group', '2026-03-10')$$,
  $$values (date '2026-03-10', 372.50)$$, 'What was missed is caught up on one invoice');
select results_eq(
  $$select contract_id is null, service_period, due_date
    from billing.invoices where issue_date = '2026-03-10'$$,
  $$values (true, daterange('2026-02-01', '2026-04-01'), date '2026-04-09')$$,
  'over all their days');
select results_eq($$select total from test.bill('Proud', '2026-04-10')$$,
  $$values (120.00)$$, 'Who pays for itself alone is billed alike');

-- Currencies and purchase orders have invoices of their own.
select test.as('sales', 'acme');
select test.agree('Alpha', 'CTR-E', 100, 1, currency => 'EUR');
select test.agree('Lab', 'CTR-PO', 1, 1, 'PO-9');
select test.as('finance', 'acme');
select results_eq($$select currency, total from test.bill('Group', '2026-04-01')$$,
  $$values ('USD', 186.25)$$, 'The answer is the one in the payer''s currency with the most items');
select results_eq(
  $$select i.currency, i.purchase_order_number, i.total::numeric from billing.invoices as i
    where i.issue_date = '2026-04-01' order by i.currency, i.total$$,
  $$values ('EUR', null, 400.00), ('USD', 'PO-9', 4.00), ('USD', null, 186.25)$$,
  'the others stand in the list');
select results_eq($$select currency, total from test.bill('Group', '2026-04-01')$$,
  $$values ('USD', 186.25)$$, 'and asking again finds the same one');

-- Joining and leaving.
update customers.accounts set payer = 'self' where account_name = 'Zeta';
update customers.accounts set payer = 'parent' where account_name = 'Proud';
select results_eq($$select total from test.bill('Group', '2026-05-01')$$, 'values (110.00)',
  'Who leaves is not on the next invoice');
select results_eq($$select account, total from test.sections((
    select invoice_number from billing.invoices
    where issue_date = '2026-05-01' and currency = 'USD' and purchase_order_number is null))$$,
  $$values ('Group', 20.00), ('Alpha', 50.00), ('Lab', 10.00), ('Proud', 30.00)$$,
  'who joins is');
select results_eq($$select total, tax from test.bill('Zeta', '2026-05-01')$$,
  'values (106.25, 6.25)', 'and gets one of its own');
select results_eq($$select account from test.sections('INV-2026-001')$$,
  $$values ('Group'), ('Alpha'), ('Lab'), ('Zeta')$$, 'What was billed stays as it was');

-- Holds and limits.
select customers.hold_account(test.account('Alpha'), 'Late');
select results_eq($$select account, total from test.sections((
    select number from test.bill('Group', '2026-06-01')))$$,
  $$values ('Group', 20.00), ('Lab', 10.00), ('Proud', 30.00)$$,
  'A subsidiary on hold is left out');
select customers.release_account(test.account('Alpha'), 'Paid');
select results_eq($$select account, total from test.sections((
    select number from test.bill('Group', '2026-06-02')))$$,
  $$values ('Alpha', 50.00)$$, 'until it is released');
select customers.hold_account(test.account('Group'), 'Late');
select throws_ok($$select test.bill('Group', '2026-07-01')$$, 'CRHLD',
  'Group is on hold; release it first.', 'Who pays must not be on hold');
select customers.release_account(test.account('Group'), 'Paid');
select currencies.set_exchange_rate('EUR', 'USD', 1.1);
update customers.accounts set credit_limit = 1000 where account_name = 'Group';
select throws_ok($$select test.bill('Group', '2026-07-01')$$, 'CRHLD', null,
  'The limit of who pays counts');
select is((select count(*) from billing.invoices where issue_date = '2026-07-01'), 0::bigint,
  'and a refusal leaves nothing behind');
update customers.accounts set credit_limit = null, credit_limit_reason = 'x'
where account_name = 'Group';
select results_eq($$select total from test.bill('Group', '2026-07-01')$$, 'values (110.00)',
  'Without it the invoice is made');

-- A discarded invoice is not answered again; its days are billed on purpose.
select billing.void_invoice(i.id, 'Not yet')
from (select i.id from billing.invoices as i where i.issue_date = '2026-06-02') as i;
select throws_ok($$select test.bill('Group', '2026-06-02')$$, 'NOTHG', null,
  'What was discarded is not billed by itself');
