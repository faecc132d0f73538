-- Drafts of a tenant whose taxes an outside provider reckons.
select test.provision('acme', '2026-03-01T12:00:00Z');
select test.provision('other', '2026-03-01T12:00:00Z');
create function test.draft(price numeric, variadic more numeric[] default '{}') returns uuid
  language sql as $$
  select (billing.create_invoice((select a.id from customers.accounts as a),
    items => array(select (null, null, 'Work', 1, p, null, null, null, null, null)::billing.invoice_item_input from unnest(array[price] || more) as p))).id $$;
create function test.answer(amount numeric, rate numeric default 19) returns jsonb
  language sql as $$
  select jsonb_build_array(jsonb_build_object('category', 'standard', 'place', 1, 'jurisdiction',
    'DE', 'name', 'Germany', 'kind', 'vat', 'rate', rate, 'treatment', 'standard', 'amount',
    amount::text)) $$;
create table test.kept (name text primary key, id uuid not null);
grant execute on function test.draft, test.answer to public;
grant select, insert on test.kept to public;
create function test.id(name text) returns uuid language sql as $$
  select k.id from test.kept as k where k.name = id.name $$;
grant execute on function test.id to public;

-- Finance.
select test.as('finance', 'acme');
select customers.create_account('buyer', billing_address => row('1 Main St', null, 'Berlin', null,
  '10115', 'DE')::customers.postal_address, tax_id => 'DE136695976');
select is_empty('select * from billing.tax_calculations', 'Nobody is asked');
insert into test.kept select 'before', test.draft(10);
select is_empty('select * from billing.tax_calculations', 'while the rates kept here count');
select tax.change_tax_settings(provider => 'stripe');
select results_eq('select invoice_id, status from billing.tax_calculations',
  $$select id, 'wanted' from test.kept$$, 'Drafts that are there are asked about from now on');
insert into test.kept select 'draft', test.draft(60, 40);
select throws_ok($$select billing.finalize_invoice(test.id('draft'))$$, 'TRANS',
  'The tax provider has not answered for this draft yet.', 'A draft waits for the answer');
select results_eq($$select (billing.request_retax()).task$$, $$values ('billing/retax_drafts')$$,
  'Finance may ask anew');
select throws_ok($$select billing.begin_tax_calculations()$$, '42501', null,
  'but speaks not for the provider');
select throws_ok($$select billing.record_tax_calculation(uuidv7(), 'x', now(), '[]')$$, '42501',
  null, 'nor answers in its name');
select throws_ok($$select billing.refuse_tax_calculation(uuidv7(), 'x')$$, '42501', null,
  'nor refuses');
select throws_ok($$select billing.record_tax_report(uuidv7(), 'x')$$, '42501', null,
  'nor says that it was told');
select throws_ok($$update billing.tax_calculations set status = 'assessed'$$, '42501', null,
  'nor writes it down');

-- Worker.
select test.as('worker', 'acme');
select is_empty('select billing.begin_retax()', 'Our own rates are not asked');
insert into test.kept select 'asked', q.calculation_id
from billing.begin_tax_calculations() as q where q.lines @> '[{"amount": "100.00"}]';
select results_eq(
  $$select currency, tax_date, is_inclusive, city, country, tax_id, exemption, lines
    from billing.begin_tax_calculations() where calculation_id = test.id('asked')$$,
  $$values ('USD', '2026-03-01'::date, false, 'Berlin', 'DE', 'DE136695976', null::text,
    '[{"category": "standard", "amount": "100.00"}]'::jsonb)$$,
  'The provider is asked what is sold of each category, where and to whom');
select is_empty($$select * from billing.begin_tax_calculations((
    select max(q.calculation_id::text)::uuid from billing.begin_tax_calculations() as q))$$,
  'page by page');
select is(billing.record_tax_calculation(test.id('asked'), 'calc_1', now() + interval '1 day',
  test.answer(19.01)), true, 'Its answer is taken');
select is(billing.record_tax_calculation(test.id('asked'), 'calc_2', now() + interval '1 day',
  test.answer(5)), false, 'once');
select is(billing.refuse_tax_calculation(uuidv7(), 'x'), false, 'Nobody waits for another');

-- Viewer.
select test.as('viewer', 'acme');
select results_eq($$select tax::numeric from billing.invoice_items
  where invoice_id = test.id('draft') order by "position"$$, $$values (11.41), (7.60)$$,
  'Items share the provider''s tax, to the cent');
select is((select tax from billing.invoices where id = test.id('draft')), 19.01::kernel.amount,
  'which is the invoice''s');
select throws_ok($$select billing.request_retax()$$, '42501', null, 'A viewer asks for nothing');

-- Worker.
select test.as('worker', 'acme');
insert into test.kept select 'late', q.calculation_id from billing.begin_tax_calculations() as q;

-- Finance.
select test.as('finance', 'acme');
select billing.add_invoice_item(test.id('before'), 'More', 1, 5);
select lives_ok($$select billing.finalize_invoice(test.id('draft'))$$, 'Then it is issued');
select results_eq('select kind, reported_at from billing.tax_reports',
  $$values ('commit', null::timestamptz)$$, 'and the provider is to be told');

-- Worker.
select test.as('worker', 'acme');
select is(billing.record_tax_calculation(test.id('late'), 'calc_3', now() + interval '1 day',
  test.answer(2)), false, 'An answer to a draft that changed is none');
select is((r).kind || (r).calculation || coalesce((r).transaction, '-'), 'commitcalc_1-',
  'It is told of the calculation') from billing.begin_tax_report(test.id('draft')) as r;
select billing.record_tax_report((r).report_id, 'tx_1')
from billing.begin_tax_report(test.id('draft')) as r;
select is((billing.begin_tax_report(test.id('draft'))).report_id, null, 'once');
select billing.refuse_tax_calculation(q.calculation_id, 'No such place.')
from billing.begin_tax_calculations() as q;

-- Finance.
select test.as('finance', 'acme');
select throws_ok($$select billing.finalize_invoice(test.id('before'))$$, 'TRANS',
  'The tax provider refused this draft: No such place.', 'A refusal is said');
select billing.request_retax(array[test.id('before')]);
select test.root('acme');
update billing.tax_calculations set status = 'assessed', reference = 'old',
  expires_at = now() - interval '1 day'
where status = 'wanted' and tenant_id = test.tenant('acme');
select test.as('finance', 'acme');
select throws_ok($$select billing.finalize_invoice(test.id('before'))$$, 'TRANS',
  'The tax of this draft was reckoned too long ago; reckon it anew.', 'An old answer is none');
select billing.void_invoice(test.id('draft'), 'Wrong');

-- Worker.
select test.as('worker', 'acme');
select is((r).kind || (r).transaction, 'voidtx_1', 'What was committed is taken back')
from billing.begin_tax_report(test.id('draft')) as r;

-- Finance.
select test.as('finance', 'acme');
select billing.request_retax(array[test.id('before')]);
insert into test.kept
select 'foreign', c.id from billing.tax_calculations as c where c.status = 'wanted';

-- Stranger.
select test.as('admin', 'other');
select is_empty('select * from billing.tax_calculations', 'Another tenant sees no questions');
select is_empty('select * from billing.tax_reports', 'nor reports');
select throws_ok($$select billing.request_retax(array[test.id('before')])$$, 'NOTFD',
  'No invoice has this id.', 'nor asks about drafts');
select test.as('worker', 'other');
select is_empty('select * from billing.begin_tax_calculations()', 'nor does its worker');
select is(billing.refuse_tax_calculation(test.id('foreign'), 'x'), false, 'not even by id');
