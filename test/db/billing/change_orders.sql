-- A change order shows an amendment as it was agreed: lines before and after, cents and their days.
select test.provision('acme', '2026-02-01T12:00:00Z'), test.provision('other', '2026-02-01T12:00:00Z');
create table test.named (name text primary key, id uuid not null);
create table test.kept (document jsonb);
grant select, insert on test.named, test.kept to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name $$;
create function test.line(place int) returns uuid language sql stable security definer as $$
  select l.id from sales.contract_lines as l
  where l.contract_id = test.id('contract') and l."position" = place $$;
create function test.change(line uuid, quantity numeric default null, price numeric default null,
    ends boolean default null, commits numeric default null) returns sales.contract_change_input
  language sql as $$
  select (line, quantity, commits, price, ends, null)::sales.contract_change_input $$;
create function test.added(description text, starts date default null)
  returns sales.contract_change_input language sql as $$
  select (null, null, null, null, null, (null, null, description, null, 1, null, 25, null, null,
    null, 'month', starts, null, null, null, null)::sales.contract_line_input
  )::sales.contract_change_input $$;
create function test.amend(name text, day date, changes sales.contract_change_input[],
  invoice_now boolean default false) returns numeric language sql as $$
  with amended as (
    select r.* from billing.amend_contract(test.id('contract'), day, changes, 'As agreed',
      invoice_now) as r),
  noted as (
    insert into test.named select amend.name, (a.amendment).id from amended as a)
  select a.total::numeric from amended as a $$;
create function test.shown(name text) returns jsonb language sql stable as $$
  select billing.change_order_document(test.id(name)) $$;
-- Terms in a word: from..to quantity [>= committed] @ price.
create function test.terms(terms jsonb) returns text language sql as $$
  select string_agg(concat(t ->> 'start_date', '..', t ->> 'end_date', ' ', t ->> 'quantity',
    ' >= ' || (t ->> 'committed_quantity'), ' @ ' || (t ->> 'unit_price')), ', ' order by place)
  from jsonb_array_elements(nullif(terms, 'null')) with ordinality as each (t, place) $$;
create function test.changed(name text)
  returns table (line text, last_day text, before text, after text) language sql stable as $$
  select l ->> 'description', l ->> 'last_day', test.terms(l -> 'before'), test.terms(l -> 'after')
  from jsonb_array_elements(test.shown(name) -> 'lines') with ordinality as each (l, place)
  order by place $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
insert into test.named select 'account', a.id
from customers.create_account('Acme', locale => 'de-DE', tax_id => 'DE136695976') as a;
select customers.set_address(test.id('account'), 'billing',
  ('Ring 1', null, 'Berlin', null, '10115', 'DE'));
insert into test.named select 'team', a.id
from customers.create_account('Team', parent_account_id => test.id('account')) as a;
insert into test.named select 'contract', c.id from sales.create_contract(test.id('account'),
  '2026-02-01', '2027-01-31', contract_number => 'CTR-1', auto_renew => true,
  renewal_notice_days => 60, billing_frequency => 'annual', lines => array[
    (null, null, 'Seats', null, 100, null, 99.90, null, null, null, 'month', null, null, null,
      null, null),
    (null, test.id('team'), 'Support', null, 1, null, 50, null, null, null, 'month', null, null, 10,
      null, null),
    (null, null, 'Platform', null, 1, null, 10, null, null, null, 'month', null, null, null,
      array[('2026-11-01', null, 30)]::sales.ramp_step_input[], null)
  ]::sales.contract_line_input[]) as c;
select test.as('finance', 'acme');
select billing.finalize_invoice((billing.generate_invoice(test.id('contract'))).id);

-- More seats from August on; the price of the platform rises in November anyway.
select test.as('sales', 'acme');
select is(test.amend('more', '2026-08-01', array[test.change(test.line(1), 140),
    test.change(test.line(3), price => 20, commits => 2)], invoice_now => true), 24354.55,
  'An amendment is invoiced');
select results_eq($$select * from test.changed('more')$$,
  $$values
    ('Seats', null, '2026-08-01..2027-01-31 100 @ 99.90', '2026-08-01..2027-01-31 140 @ 99.90'),
    ('Platform', null, '2026-08-01..2026-10-31 1 @ 10, 2026-11-01..2027-01-31 1 @ 30',
      '2026-08-01..2026-10-31 1 >= 2 @ 20, 2026-11-01..2027-01-31 1 >= 2 @ 30')$$,
  'Before and after, from the day on, with the steps to come');
select results_eq(
  $$select c ->> 'kind', c ->> 'description', c ->> 'period_start', c ->> 'period_end',
      c ->> 'quantity', c ->> 'unit_price', c ->> 'amount'
    from jsonb_array_elements(test.shown('more') -> 'charges') as c
    where c ->> 'description' = 'Seats'$$,
  $$values ('credit', 'Seats', '2026-08-01', '2027-01-31', '100', '99.90', '-60432.66'),
    ('charge', 'Seats', '2026-08-01', '2027-01-31', '140', '99.90', '84605.72')$$,
  'What is given back and charged, in cents, with its days');
select results_eq(
  $$select d -> 'totals' ->> 'total', d -> 'totals' ->> 'invoice_number', d ->> 'locale',
      d -> 'customer' ->> 'name', d -> 'customer' -> 'address', d -> 'seller' ->> 'name',
      (d -> 'change') - '{currency,minor_unit}'::text[]
    from test.shown('more') as d$$,
  $$values ('24354.55', 'INV-2026-002', 'de-DE', 'Acme', 
    '{"city": "Berlin", "line1": "Ring 1", "line2": null, "state": null, "country": "DE",
      "postal_code": "10115"}'::jsonb,
    'Acme', '{"number": "CTR-1-A1", "contract_number": "CTR-1", "issued_on": "2026-02-01",
      "effective_on": "2026-08-01", "term_start": "2026-02-01", "term_end": "2027-01-31",
      "renews": true, "notice_days": 60, "reason": "As agreed"}'::jsonb)$$,
  'the parties, the term and what it comes to');
select is(test.shown('more'), test.shown('more'), 'The same amendment is the same document');
insert into test.kept values (test.shown('more'));

-- One line ends, one never begins, one comes
select test.amend('add', '2026-03-01', array[test.added('Later', '2026-12-01')]);
select test.amend('swap', '2026-10-01', array[test.change(test.line(2), ends => true),
  test.change(test.line(4), ends => true), test.added('Training')]);
select results_eq($$select * from test.changed('add')$$,
  $$values ('Later', null::text, null::text, '2026-12-01..2027-01-31 1 @ 25')$$,
  'A line that is added has no before');
select results_eq($$select * from test.changed('swap')$$,
  $$values ('Support', '2026-09-30', '2026-10-01..2027-01-31 1 @ 50', null::text),
    ('Later', null, '2026-12-01..2027-01-31 1 @ 25', null),
    ('Training', null, null, '2026-10-01..2027-01-31 1 @ 25')$$,
  'One that ends has its last day, unless it never began');
select results_eq(
  $$select l ->> 'account', l ->> 'price_interval'
    from jsonb_array_elements(test.shown('swap') -> 'lines') as l$$,
  $$values ('Team', 'month'), (null, 'month'), (null, 'month')$$,
  'and says whom it serves, if not who signs');
select is(test.shown('swap') -> 'totals' -> 'invoice_number', 'null',
  'What waits is on no invoice yet');
select is(test.shown('more') -> 'lines', document -> 'lines',
  'What was agreed before is shown as it was') from test.kept;

-- Its file
select results_eq(
  $$select j.task, j.payload ->> 'amendment_id'
    from billing.render_change_order(test.id('contract'), test.id('more')) as j$$,
  $$values ('billing/render_change_order', test.id('more')::text)$$, 'A file of it is asked for');
select throws_ok($$select billing.render_change_order(test.id('contract'), uuidv7())$$, 'NOTFD',
  'The contract has no such amendment.', 'of an amendment of the contract');
select throws_ok($$select billing.render_change_order(uuidv7(), test.id('more'))$$, 'NOTFD', null,
  'and of no other');
select is(billing.amendments_paper(a), (test.shown('more'), null, null, true)::billing.paper,
  'Until there is one it is made when asked')
from sales.amendments as a where a.id = test.id('more');
select throws_ok(
  $$select billing.record_document(test.id('more'), 'pdf', 'x', 'pdf/x.pdf', 1, 'x', true)$$,
  '42501', null, 'People record no files');
select test.as('worker', 'acme');
select is(test.shown('more') ->> 'kind', 'change_order', 'The worker, who prints, sees it');
select billing.record_document(test.id('more'), 'pdf', 'x' || n, 'pdf/x.pdf', 1, repeat('a', 64), true)
from generate_series(1, 2) as n;
select test.as('viewer', 'acme');
select results_eq($$select file_key from billing.documents where amendment_id is not null$$,
  $$values ('pdf/x.pdf')$$, 'It has one file for ever');
select is((billing.amendments_paper(a)).file_key, 'pdf/x.pdf', 'which is handed out from then on')
from sales.amendments as a where a.id = test.id('more');
select throws_ok($$select billing.render_change_order(test.id('contract'), test.id('more'))$$, '42501',
  null, 'A viewer asks for none');

-- Stranger, Nobody
select test.as('admin', 'other');
select is(test.shown('more'), null, 'A stranger is shown nothing');
select throws_ok($$select billing.render_change_order(test.id('contract'), test.id('more'))$$, 'NOTFD',
  null, 'and asks for nothing');
select test.as('nobody');
select throws_ok($$select test.shown('more')$$, '42501', null, 'Nobody asks');
