-- Drafts of runs are issued at once, after some days or by a person; what a person wrote, by a person.
select test.provision('acme', '2026-01-31T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.sign(number text, account text, price_interval text) returns text
  language sql as $$
  select c.contract_number from sales.create_contract(test.account(account), '2026-02-01',
    '2027-01-31', contract_number => number, billing_frequency => 'monthly', lines => array[
      jsonb_populate_record(null::sales.contract_line_input, jsonb_build_object('description', 'x',
        'unit_price', 10, 'price_interval', price_interval))]) as c $$;
create function test.drafts() returns bigint language sql security definer as $$
  select count(*) from billing.invoices as i where i.status = 'draft' $$;
create function test.written(account text, number text, day date) returns text language sql as $$
  select i.invoice_number from billing.create_invoice(test.account(account), issue_date => day,
    contract_id => test.contract(number), items => array[
      (null, null, 'x', 1, 1, null, null, null, null, null)]::billing.invoice_item_input[]) as i $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
select customers.create_account('Group');
select customers.create_account('North', parent_account_id => test.account('Group'),
  payer => 'parent');
select customers.create_account('Other');
select test.sign('MONTHLY', 'Other', 'month');
select test.sign('ONCE-1', 'Group', 'one_time');
select test.sign('ONCE-2', 'North', 'one_time');

select tenancy.advance_clock('2026-02-10T12:00:00Z');
select is(test.drafts(), 2::bigint, 'By hand, unless the tenant says otherwise.');
update tenancy.tenants set finalize_after_days = 10;
select tenancy.advance_clock('2026-02-10T18:00:00Z');
select is(test.drafts(), 2::bigint, 'After ten days: not on the ninth,');
select test.written('Other', 'MONTHLY', '2026-02-01');
select tenancy.advance_clock('2026-02-11T12:00:00Z');
select results_eq(
  $$select i.invoice_number collate "default" from billing.invoices as i where i.status = 'draft'$$,
  $$values ('INV-2026-003')$$, 'on the tenth, all but what a person wrote.');
update tenancy.tenants set finalize_after_days = 0;
select tenancy.advance_clock('2026-03-01T12:00:00Z');
select results_eq(
  $$select i.status from billing.invoices as i where i.issue_date = '2026-03-01'$$,
  $$values ('open')$$, 'At once.');

-- Tax that somebody gave by hand is issued by another person, not by the day's work.
update tenancy.tenants set finalize_after_days = 5;
select tenancy.advance_clock('2026-04-01T12:00:00Z');
select is((billing.add_invoice_item(i.id, 'Extra', unit_price => 10, tax => 2)).status, 'draft',
  'A run''s draft gets an item with its tax.')
from billing.invoices as i where i.issue_date = '2026-04-01';
select tenancy.advance_clock('2026-04-07T12:00:00Z');
select is((select i.status from billing.invoices as i where i.issue_date = '2026-04-01'), 'draft',
  'It waits for a person,');
update controls.act_policies set mode = 'log' where act = 'hand_tax';
select tenancy.advance_clock('2026-04-08T12:00:00Z');
select is((select i.status from billing.invoices as i where i.issue_date = '2026-04-08'), 'open',
  'unless the tenant asks for none.');

select throws_ok($$select test.written('Other', 'ONCE-1', '2026-02-01')$$, 'INPUT',
  'The contract is of another account.', 'A contract is named by those whom it is for');
select lives_ok($$select test.written('Group', 'ONCE-2', '2026-02-01')$$, 'who pays for it,');
select lives_ok($$select test.written('North', 'ONCE-1', '2026-02-01')$$, 'or is below.');
select throws_ok($$select test.written('Other', 'MONTHLY', '0001-01-01')$$, '23514', null,
  'No invoice is two thousand years old');
select throws_ok($$select test.written('Other', 'MONTHLY', '2199-12-31')$$, '23514', null,
  'nor due in a far future.');
