-- A held account gets no new invoice until finance releases it, with a reason.
select test.provision('acme', '2025-03-01T12:00:00Z');
select test.provision('other');
-- Ids by name, for strangers too.
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
grant execute on function test.account to public;
select test.as('finance', 'acme');
select customers.create_account('Acme');

select throws_ok(
  $$select customers.release_account(test.account('Acme'), 'x')$$, 'TRANS',
  'The account is not on hold.', 'A free account is not released');
select throws_ok(
  $$select customers.hold_account(test.account('Acme'), ' ')$$, 'INPUT', 'A hold needs a reason.',
  'A hold needs a reason');
select results_eq(
  $$select credit_hold, held_at, hold_reason
    from customers.hold_account(test.account('Acme'), 'Sixty days overdue')$$,
  $$values (true, '2025-03-01T12:00:00Z'::timestamptz, 'Sixty days overdue')$$,
  'Finance holds an account');
select throws_ok(
  $$select customers.hold_account(test.account('Acme'), 'again')$$, 'TRANS',
  'The account is on hold already.', 'Once');
select throws_ok(
  $$select customers.release_account(test.account('Acme'), null)$$, 'INPUT', null,
  'A release needs a reason too');

select test.as('sales', 'acme');
select throws_ok(
  $$select customers.release_account(test.account('Acme'), 'please')$$, '42501', null,
  'Sales releases nobody');
select test.as('finance', 'other');
select throws_ok(
  $$select customers.release_account(test.account('Acme'), 'x')$$, 'NOTFD',
  'No account has this id.', 'A stranger finds no account');
select throws_ok(
  $$select customers.hold_account(test.account('Acme'), 'x')$$, 'NOTFD', null, 'to hold either');

select test.as('finance', 'acme');
select results_eq(
  $$select credit_hold, held_at, held_by = current_setting('tenor.subject'), hold_reason,
      released_at, released_by = current_setting('tenor.subject'), release_reason
    from customers.release_account(test.account('Acme'), 'Paid by wire')$$,
  $$values (false, '2025-03-01T12:00:00Z'::timestamptz, true, 'Sixty days overdue',
    '2025-03-01T12:00:00Z'::timestamptz, true, 'Paid by wire')$$,
  'Finance releases it, and why it was held stays');

-- A billing run holds many at once.
select customers.create_account('Second');
select customers.hold_account(test.account('Acme'), 'held by hand');
select test.as('owner', 'acme');
select is(
  customers.hold_accounts(array(select id from customers.accounts), 'Over the limit'), 1,
  'Those on hold already are left alone');
select results_eq(
  'select account_name, hold_reason, release_reason, released_at from customers.accounts order by id',
  $$values ('Acme', 'held by hand', null::text, null::timestamptz),
    ('Second', 'Over the limit', null, null)$$,
  'with their reason; of a hold that runs there is no release');
select test.root('acme');
select results_eq(
  $$select type from events.events where type ~ '^account.(held|released)$' order by id$$,
  $$values ('account.held'), ('account.released'), ('account.held'), ('account.held')$$,
  'Each is announced');
select results_eq(
  $$select old_values ->> 'hold_reason', new_values ->> 'hold_reason',
      new_values ->> 'release_reason'
    from audit.entries
    where table_name = 'customers.accounts' and new_values ->> 'account_name' = 'Acme'
      and operation = 'update'
    order by id$$,
  $$values (null, 'Sixty days overdue', null),
    ('Sixty days overdue', 'Sixty days overdue', 'Paid by wire'),
    ('Sixty days overdue', 'held by hand', null)$$, 'The audit log knows every hold and release');
