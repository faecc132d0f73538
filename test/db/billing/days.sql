-- Documents follow the seller's day, whatever the day is where the account is; nothing is issued or
-- booked before it, and what is late is of today.
select test.as('operator');
insert into test.tenants
select 'live_' || place, (tenancy.provision_tenant('Live', 'live-' || place, time_zone => zone)).id
from unnest('{Pacific/Auckland,Pacific/Honolulu}'::text[]) with ordinality as z (zone, place)
union all
select 'sandbox_' || place, (tenancy.provision_tenant('Sandbox', 'sandbox-' || place,
  time_zone => zone, sandbox => true, clock_at => now())).id
from unnest('{Pacific/Auckland,Pacific/Honolulu}'::text[]) with ordinality as z (zone, place);
select test.root();
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number
    and c.tenant_id = tenancy.current_tenant_id() $$;
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name
    and a.tenant_id = tenancy.current_tenant_id() $$;
create function test.sign(number text, starts date, account text default 'Acme',
    in_advance boolean default true, frequency text default 'monthly', months int default 12,
    notice int default 0, renews boolean default true) returns text language sql as $$
  select c.contract_number from sales.create_contract(test.account(account), starts,
    (starts + make_interval(months => months))::date - 1, contract_number => number,
    seat_count => 1, seat_price => 100, billing_frequency => frequency,
    billing_in_advance => in_advance, renewal_notice_days => notice, auto_renew => renews) as c $$;
create function test.invoices(number text) returns table (issued date, due date, status text)
  language sql security definer as $$
  select i.issue_date, i.due_date, i.status from billing.invoices as i
  where i.contract_id = test.contract(number) order by i.invoice_number $$;
-- What is due, done as the hourly round and the workers do it.
create function test.round() returns jsonb language plpgsql security definer as $$
declare v_work jsonb := tenancy.perform_duties();
begin
  perform billing.bill_batch(b.id) from billing.run_batches as b
  where b.tenant_id = tenancy.current_tenant_id() and b.status = 'queued';
  return v_work;
end $$;
create function test.next(number text) returns date language sql security definer as $$
  select s.next_bill_on from billing.billing_schedules as s
  where s.contract_id = test.contract(number) $$;
create function test.correct() returns numeric language sql as $$
  select r.total::numeric from billing.amend_contract(test.contract('OVER'), '2026-02-01', array(
    select (l.id, 2, null, null, null, null)::sales.contract_change_input
    from sales.contract_lines as l where l.contract_id = test.contract('OVER'))) as r $$;
grant execute on all functions in schema test to public;

-- Live tenants and sandboxes at the same instant: accounts a day ahead and a day behind.
create table test.told (slug text, number text, days_from_today int, due_in int, status text);
grant all on test.told to public;
create function test.live(slug text) returns void language plpgsql as $$
begin
  perform test.as('admin', slug);
  perform customers.create_account('East', time_zone => 'Pacific/Kiritimati');
  perform customers.create_account('West', time_zone => 'Pacific/Pago_Pago');
  update tenancy.tenants set finalize_after_days = 0;
  perform test.sign(a.account_name || d.days, tenancy.today() + d.days, a.account_name, renews => false)
  from customers.accounts as a, unnest('{-1,0,1}'::int[]) as d (days);
  perform test.as('worker', slug);
  perform test.round();
  perform test.root(slug);
  insert into test.told
  select live.slug, c.contract_number, i.issue_date - tenancy.today(), i.due_date - i.issue_date, i.status
  from sales.contracts as c
  join billing.invoices as i on i.tenant_id = c.tenant_id and i.contract_id = c.id
  where c.tenant_id = tenancy.current_tenant_id();
end $$;
grant execute on function test.live to public;
select test.live(t.slug) from test.tenants as t;
select test.root();
select results_eq(
  $$select t.slug, n.number, t.days_from_today, t.due_in, t.status
    from unnest('{live_1,live_2,sandbox_1,sandbox_2}'::text[]) as s (slug)
    cross join unnest('{East-1,East0,West-1,West0}'::text[]) as n (number)
    left join test.told as t on t.slug = s.slug and t.number = n.number
    order by 1, 2$$,
  $$select s.slug, n.number, 0, 30, 'open'
    from unnest('{live_1,live_2,sandbox_1,sandbox_2}'::text[]) as s (slug)
    cross join unnest('{East-1,East0,West-1,West0}'::text[]) as n (number)
    order by 1, 2$$,
  'What is due by the seller''s today is issued today, for live tenants and sandboxes');
select is((select count(*) from test.told), 16::bigint, 'and nothing of tomorrow.');
select is((select count(*) from billing.billing_runs), 4::bigint, 'A run for each tenant,');
select test.as('worker', 'live_1');
select is(test.round() -> 'billing_runs_started', null, 'and none when nothing is due.');

-- What is held is tried once a day; what is new all the same.
select test.as('admin', 'live_1');
select customers.create_account('Held');
select test.sign('HELD', tenancy.today(), 'Held');
select customers.hold_account(test.account('Held'), 'Owes us');
select test.as('worker', 'live_1');
select is(test.round() -> 'invoices_created', '0', 'What is held is tried once,');
select is(test.round() -> 'invoices_created', null, 'not at each round,');
select test.as('sales', 'live_1');
select test.sign('NEW', tenancy.today(), 'East');
select test.as('worker', 'live_1');
select is(test.round() -> 'invoices_created', '1', 'but what is new is billed.');
select is(test.round() -> 'invoices_created', null, 'Then it rests again.');

-- A run prepares drafts, of what is billed in advance.
select test.provision('acme', '2026-02-05T12:00:00Z');
select test.as('admin', 'acme');
select customers.create_account('Acme');
update tenancy.tenants set finalize_after_days = 0;
select test.sign('AHEAD', '2026-02-20'), test.sign('ARREARS', '2026-02-01', in_advance => false);
select throws_ok($$select billing.start_billing_run('2026-02-06')$$, 'INPUT',
  'This day has not come; a run may prepare drafts of it.', 'No run bills a day to come,');
select throws_ok($$select billing.start_billing_run('2026-03-09', prepare => true)$$, 'INPUT',
  'A run prepares drafts at most 31 days ahead.', 'nor prepares one far ahead.');
select billing.start_billing_run('2026-03-05', prepare => true);
select test.as('worker', 'acme');
select isnt(test.round(), null, 'It prepares');
select test.as('admin', 'acme');
select results_eq($$select * from test.invoices('AHEAD')$$,
  $$values (date '2026-02-20', date '2026-03-22', 'draft')$$, 'drafts of their day,');
select is_empty($$select * from test.invoices('ARREARS')$$, 'nothing that is not delivered.');
select is_empty($$select * from ledger.journals$$, 'Nothing is booked,');
select is_empty($$select * from events.events where type = 'invoice.finalized'$$, 'nothing issued.');
select throws_ok($$select billing.finalize_invoice(i.id) from billing.invoices as i$$, 'AHEAD', null,
  'A person does not issue it before its day either,');
select test.root('acme');
select throws_ok($$update billing.invoices set status = 'open', finalized_at = tenancy.now()
  where status = 'draft'$$, 'AHEAD', null, 'nor do our own functions,');
select throws_ok($$select ledger.post(array[(tenancy.default_legal_entity_id(),
  'billing.invoice', uuidv7(), 'finalized', 'x', null,
  '2026-02-06', 'USD', 'cash', null, 'revenue', null, 1)::ledger.posting])$$, 'AHEAD', null,
  'and nothing is booked on a day to come.');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-02-20T12:00:00Z');
select results_eq($$select * from test.invoices('AHEAD')$$,
  $$values (date '2026-02-20', date '2026-03-22', 'open')$$, 'On its day it is issued.');
select tenancy.advance_clock('2026-03-01T12:00:00Z');
select results_eq($$select * from test.invoices('ARREARS')$$,
  $$values (date '2026-03-01', date '2026-03-31', 'open')$$, 'In arrears, after delivery.');

-- What is due by today, once.
update tenancy.tenants set finalize_after_days = null;
select test.sign('BY-HAND', '2026-01-01'), test.sign('LATER', '2026-03-02');
select throws_ok($$select billing.generate_invoice(test.contract('LATER'))$$, 'NOTHG',
  'Nothing of the contract is due yet.', 'What is not due is not made,');
select results_eq(
  $$select g.issue_date, g.total::numeric from generate_series(1, 3) as n
    cross join lateral billing.generate_invoice(case when n > 0 then test.contract('BY-HAND') end) as g$$,
  $$values (date '2026-01-01', 300.00), (date '2026-01-01', 300.00), (date '2026-01-01', 300.00)$$,
  'what is due is, on one invoice.');
select is((select count(*) from test.invoices('BY-HAND')), 1::bigint, 'Asked again, it is the same.');
select is(test.next('BY-HAND'), '2026-04-01', 'The run has nothing left of it.');
select test.as('finance', 'acme');
select results_eq(
  $$select i.issue_date, i.due_date, i.status from billing.invoices as d
    cross join lateral billing.finalize_invoice(d.id) as i where d.contract_id = test.contract('BY-HAND')$$,
  $$values (date '2026-03-01', date '2026-03-31', 'open')$$,
  'Issued late it is of today, with its terms from today.');
select results_eq(
  $$select i.issue_date, i.due_date from billing.invoices as d
    cross join lateral billing.reissue_invoice(d.id, 'Wrong name') as i
    where d.contract_id = test.contract('BY-HAND')$$,
  $$values (date '2026-03-01', date '2026-03-31')$$, 'Issued again, too.');

-- A draft has the date that a person gives it.
select billing.finalize_invoice(d.id, keep_date => true) from billing.create_invoice(
  test.account('Acme'), '2026-02-10', items => array[
    (null, null, 'x', 1, 1, null, null, null, null, null)]::billing.invoice_item_input[]) as d;
select results_eq(
  $$select i.issue_date, i.status from billing.invoices as i where i.billing_type = 'one_time'$$,
  $$values (date '2026-02-10', 'open')$$, 'Told to keep its day, an invoice keeps it.');
select billing.create_invoice(test.account('Acme'), '2026-02-11', notes => 'Draft', items => array[
  (null, null, 'x', 1, 1, null, null, null, null, null)]::billing.invoice_item_input[]);
select results_eq($$with moved as (
    update billing.invoices set issue_date = '2026-03-05' where notes = 'Draft'
    returning issue_date, due_date) select * from moved$$,
  $$values (date '2026-03-05', date '2026-04-04')$$, 'The due date follows the issue date.');
select throws_ok($$update billing.invoices set issue_date = '2026-04-02' where notes = 'Draft'$$,
  'INPUT', 'An invoice is dated at most 31 days ahead.', 'Not far ahead,');
select throws_ok($$update billing.invoices set issue_date = '2026-02-28' where status = 'open'$$,
  'TRANS', null, 'not once it is issued.');
select test.as('admin', 'acme');
update tenancy.tenants set requires_date_order = true;
select throws_ok($$update billing.invoices set issue_date = '2026-02-28' where notes = 'Draft'$$,
  'INPUT', null, 'Where dates follow numbers, not before the last that is issued,');
select lives_ok($$update billing.invoices set issue_date = '2026-03-01' where notes = 'Draft'$$,
  'but on its day.');
select test.as('sales', 'acme');
select throws_ok($$update billing.invoices set issue_date = '2026-03-01'$$, '42501', null,
  'Sales dates nothing.');

-- Notice is missed at every door.
select test.sign('NOTICE', '2026-01-01', months => 3, notice => 60);
select throws_ok(ask, 'TRANS', 'Notice was to be given by 2026-01-31; the contract renews.', ask)
from unnest(array[
  $$select billing.cancel_contract(test.contract('NOTICE'), 'Leaves')$$,
  $$select billing.cancel_contract(test.contract('NOTICE'), 'Leaves', '2026-03-31')$$,
  $$update sales.contracts set auto_renew = false where id = test.contract('NOTICE')$$,
  $$update sales.contracts set renewal_notice_days = 0 where id = test.contract('NOTICE')$$,
  $$select billing.amend_contract(test.contract('NOTICE'), '2026-03-31', array(
    select (l.id, null, null, null, true, null)::sales.contract_change_input
    from sales.contract_lines as l where l.contract_id = test.contract('NOTICE')))$$]) as ask;
select lives_ok($$select billing.cancel_contract(test.contract('NOTICE'), 'Insolvent', '2026-03-01')$$,
  'Ended at once, it is no notice.');

-- A term that is over is corrected by finance, for a while.
select test.sign('OVER', '2026-01-01', months => 2, renews => false);
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-05-31T12:00:00Z');
select test.as('sales', 'acme');
select throws_ok('select test.correct()', 'FORBD', 'A contract that is over is corrected by finance.',
  'Sales corrects no term that is over.');
select test.as('finance', 'acme');
select is(test.correct(), 100.00, 'Finance does,');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-06-01T12:00:00Z');
select test.as('finance', 'acme');
select throws_ok('select test.correct()', 'TRANS',
  'The contract ended on 2026-02-28; it can be corrected for 92 days.', 'for 92 days.');
