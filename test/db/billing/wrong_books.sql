-- What the shape of the tables forbids, even to our own functions.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.provision('other', '2026-01-15T12:00:00Z');
create function test.foreign_account() returns uuid language sql security definer as $$
  select id from customers.accounts where account_name = 'Foreign' $$;
grant execute on function test.foreign_account to public;
select test.as('admin', 'other');
select customers.create_account('Foreign');
select test.as('admin', 'acme');
select customers.create_account('Acme');
select sales.create_contract((select id from customers.accounts), '2026-01-01', '2026-12-31',
  contract_number => 'CTR-1', seat_count => 1, seat_price => 10, billing_frequency => 'monthly');
select billing.generate_invoice((select id from sales.contracts), '2026-01-01', '2026-01-31');


select test.root('acme');
select set_config('role', 'tenor_owner', true);
select throws_ok(
  $$insert into billing.billed_periods (tenant_id, line_id, period, whole_period, quantity, rated,
      amount, discount, invoice_id)
    select tenant_id, line_id, daterange('2026-01-31', '2026-02-02'), whole_period, quantity, rated,
      amount, discount, invoice_id
    from billing.billed_periods$$, '23P01', null, 'No day of a line is billed twice');
select throws_ok(
  $$insert into billing.billed_periods (tenant_id, line_id, period, whole_period, quantity, rated,
      amount, discount, invoice_id)
    select p.tenant_id, uuidv7(), p.period, p.whole_period, p.quantity, p.rated, p.amount,
      p.discount, p.invoice_id
    from billing.billed_periods as p$$, '23503', null, 'nor a line its invoice does not bill');
select throws_ok($$update billing.billed_periods set invoice_id = uuidv7()$$, '23503', null,
  'nor can days be moved to no invoice');
select throws_ok(
  $$insert into billing.billed_periods (tenant_id, line_id, period, whole_period, quantity, rated,
      amount, discount, adjustment_id)
    select p.tenant_id, p.line_id, daterange('2026-02-01', '2026-03-01'), p.whole_period,
      p.quantity, p.rated, p.amount, p.discount, uuidv7()
    from billing.billed_periods as p$$, '23503', null, 'nor stand on no adjustment');
select throws_ok($$update billing.invoices set subtotal = 11$$, 'P0001', null,
  'A header does not drift from its items');
select throws_ok($$update billing.invoice_items set amount = 11$$, 'P0001', null,
  'nor the items from their header');
select throws_ok($$delete from billing.invoice_items$$, 'P0001', null, 'nor do items vanish');
select throws_ok($$update billing.invoices set status = 'paid', finalized_at = now()$$, '23514', null,
  'Paid means that nothing is owed');
select throws_ok($$update billing.invoices set status = 'open'$$, '23514', null,
  'Open means finalised');
select throws_ok($$update billing.invoices set status = 'open', finalized_at = now(),
  paid_amount = 20$$, '23514', null, 'No more is paid than is owed');
select throws_ok(
  $$insert into billing.invoices (invoice_number, account_id, currency, issue_date, due_date,
      time_zone, subtotal, discount, tax, paid_amount, credited_amount)
    values ('X', test.foreign_account(), 'USD', '2026-01-01', '2026-01-31', 'UTC', 0, 0, 0, 0, 0)$$,
  '23503', null, 'No invoice points at another tenant''s account');
select throws_ok(
  $$insert into billing.invoices (invoice_number, account_id, contract_id, currency, issue_date,
      due_date, time_zone, subtotal, discount, tax, paid_amount, credited_amount)
    select 'X', a.id, uuidv7(), 'USD', '2026-01-01', '2026-01-31', 'UTC', 0, 0, 0, 0, 0
    from customers.accounts as a$$,
  '23503', null, 'nor at no contract');
select throws_ok(
  $$insert into billing.invoice_items (invoice_id, account_id, "position", description, amount,
      discount, tax)
    select i.id, test.foreign_account(), 2, 'x', 0, 0, 0 from billing.invoices as i$$,
  '23503', null, 'nor does an item serve such an account');
select throws_ok(
  $$insert into billing.invoice_items (invoice_id, account_id, contract_line_id, "position",
      description, amount, discount, tax)
    select i.id, i.account_id, uuidv7(), 2, 'x', 0, 0, 0 from billing.invoices as i$$,
  '23503', null, 'or bill no line');
select throws_ok(
  $$update billing.invoices set account_id = test.foreign_account()$$, 'FORBD', null,
  'An invoice stays with its account');
select throws_ok(
  $$update billing.invoice_items set contract_line_id = null$$, 'FORBD', null,
  'and an item with its line');
select throws_ok($$delete from customers.accounts$$, 'FORBD', null, 'No account is deleted');
select throws_ok($$delete from sales.contracts$$, 'FORBD', null, 'nor a contract');
select throws_ok($$delete from sales.contract_lines$$, 'FORBD', null, 'nor a line');
select throws_ok($$delete from billing.invoices$$, 'FORBD', null, 'nor an invoice');
select throws_ok(
  $$insert into sales.contracts (contract_number, account_id, start_date, end_date,
      contract_value, currency, billing_anchor)
    values ('X', test.foreign_account(), '2026-01-01', '2026-12-31', 0, 'USD', '2026-01-01')$$,
  '23503', null, 'nor does a contract');
select throws_ok(
  $$insert into billing.billing_schedules (tenant_id, contract_id)
    select test.tenant('other'), id from sales.contracts$$, '42501', null,
  'nor is a row written into another tenant');
