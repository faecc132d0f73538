-- A fee that is charged once covers the days of its line: its invoice bills what is due with it, and
-- not whatever else falls on those days.
select test.provision('acme', '2026-02-01T12:00:00Z');
create function test.sign(number text, in_advance boolean) returns uuid language sql as $$
  select c.id from sales.create_contract((select id from customers.accounts), '2026-02-01',
    '2027-01-31', contract_number => number, billing_frequency => 'monthly',
    billing_in_advance => in_advance, lines => array[
      (null, null, 'Seats', 'per_unit', 10, null, 10, null, null, null, 'month', null, null, null,
        null, null),
      (null, null, 'Setup', 'flat', 1, null, 500, null, null, null, 'one_time', null, null, null,
        null, null)]::sales.contract_line_input[]) as c $$;
create function test.generate(number text)
  returns table (issued date, total numeric) language sql as $$
  select i.issue_date, i.total::numeric
  from sales.contracts as c
  cross join lateral billing.generate_invoice(c.id) as i
  where c.contract_number = number $$;
create function test.first(number text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i
  join sales.contracts as c on c.id = i.contract_id
  where c.contract_number = number order by i.invoice_number limit 1 $$;
grant execute on all functions in schema test to public;
select test.as('admin', 'acme');
select customers.create_account('Acme');
select test.sign('ADVANCE', true);
select test.sign('ARREARS', false);

select test.as('finance', 'acme');
select results_eq($$select * from test.generate('ADVANCE')$$,
  $$values (date '2026-02-01', 600.00)$$, 'The fee comes with the first month');
select results_eq($$select * from test.generate('ADVANCE')$$,
  $$values (date '2026-02-01', 600.00)$$, 'Asked again, nothing else is due');
select results_eq($$select * from test.generate('ARREARS')$$,
  $$values (date '2026-02-01', 500.00)$$,
  'In arrears the fee comes alone, as no month is over');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-03-01T12:00:00Z');
select test.as('finance', 'acme');
select results_eq($$select * from test.generate('ARREARS')$$,
  $$values (date '2026-03-01', 100.00)$$, 'and the month when it is');
select results_eq($$select * from test.generate('ADVANCE')$$,
  $$values (date '2026-03-01', 100.00)$$, 'The second month comes by itself');

-- Made anew, an invoice bills what it billed.
select billing.finalize_invoice(test.first('ADVANCE'));
select results_eq(
  $$select i.total::numeric, i.issue_date
    from billing.reissue_invoice(test.first('ADVANCE'), 'Wrong name') as i$$,
  $$values (600.00, date '2026-03-01')$$, 'Reissued, the first invoice is the same, of today');
select billing.finalize_invoice(test.first('ARREARS'));
select results_eq(
  $$select i.total::numeric from billing.reissue_invoice(test.first('ARREARS'), 'Wrong name') as i$$,
  'values (500.00)', 'and so is the fee alone');
select is_empty('select * from ledger.discrepancies', 'The books agree');
