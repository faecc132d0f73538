-- A batch whose job fails for good ends its run as failed; a new run takes up what it left.
select test.provision('acme', '2026-02-01T12:00:00Z');
create function test.batch_job() returns uuid language sql security definer as $$
  select j.id from events.jobs as j
  where j.task = 'billing/run_batch' order by j.id desc limit 1 $$;
create function test.give_up(is_final boolean) returns void language sql security definer as $$
  select events.fail_job(test.batch_job(), 'The server went away.', is_final) $$;
create function test.runs() returns table (status text, done int, failures int)
  language sql security definer as $$
  select r.status, r.contracts_done, r.failures_count from billing.billing_runs as r order by r.id $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
select customers.create_account('Acme');
select sales.create_contract((select id from customers.accounts), '2026-02-01', '2027-01-31',
  seat_count => 1, seat_price => 10);
select billing.start_billing_run('2026-02-01');
select test.give_up(false);
select results_eq('select * from test.runs()', $$values ('queued', 0, 0)$$,
  'A job that is tried again leaves its run waiting,');
select test.give_up(true);
select results_eq('select * from test.runs()', $$values ('failed', 1, 1)$$,
  'one that is given up ends it,');
select results_eq(
  'select f.code, f.message ~ f.error_id::text, f.error_id from billing.run_failures as f',
  $$values ('internal', true, test.batch_job())$$, 'with where to look, at each contract,');
select results_eq('select f.duty, f.object_type, f.code, f.status from tenancy.duty_failures as f',
  $$values ('billing', 'contract', 'internal', 'open')$$, 'and at the day;');
select is((select count(*) from events.events as e where e.type = 'billing_run.failed'), 1::bigint,
  'the world hears of it once.');
select is(
  (select (billing.retry_billing_run(r.id)).contracts_total from billing.billing_runs as r), 1,
  'A new run takes up what it left.');
