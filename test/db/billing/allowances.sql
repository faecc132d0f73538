-- The allowance for doubtful accounts is what the aging matrix gives at each end of a month.
select test.provision('acme', '2026-03-10T12:00:00Z'), test.provision('globex', '2026-03-10T12:00:00Z');
create table test.named (late uuid);
grant select, insert on test.named to public;
create function test.write(amount numeric, days int, currency text default 'USD') returns uuid
  language sql as $$
  select f.id
  from billing.create_invoice((select id from customers.accounts), currency => write.currency,
    payment_terms_days => days, items => array[
      (null, null, 'Work', 1, amount, null, null, null, null, null)::billing.invoice_item_input]) as i
  cross join lateral billing.finalize_invoice(i.id) as f $$;
create function test.allowed() returns table (day date, currency text, amount numeric, change numeric)
  language sql stable as $$
  select a.reckoned_on, a.currency, a.amount::numeric, a.change::numeric
  from billing.allowances as a order by a.id $$;
create function test.booked(day date) returns text language sql stable as $$
  select string_agg(a.code || ' ' || ledger.balance(a.code, 'USD', day), ', ' order by a.code)
  from unnest('{allowance,bad_debt}'::text[]) as a (code) $$;
create function test.reckon() returns jsonb language sql security definer as $$
  select billing.reckon_allowances(array(select e.id from tenancy.legal_entities as e
    where e.tenant_id = tenancy.current_tenant_id())) $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
select customers.create_account('Acme');
insert into test.named select test.write(1000, 0);
select test.write(400.05, 60);
select test.write(5000, 0, 'JPY');
select tenancy.advance_clock('2026-04-01T12:00:00Z');
select is_empty('select from billing.allowances', 'Without a matrix there is no allowance');
select test.as('finance', 'acme');
select is((billing.set_allowance_matrix(not_due => 1, days_1_30 => 5, days_31_60 => 12.5,
    days_over_90 => 100)).days_61_90::numeric, 0::numeric, 'What is not said is nothing');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-04-30T12:00:00Z');
select is_empty('select from billing.allowances', 'It holds from the next end of a month on');
select tenancy.advance_clock('2026-05-01T12:00:00Z');
select results_eq('select * from test.allowed()',
  $$values (date '2026-04-30', 'JPY', 625::numeric, 625::numeric), ('2026-04-30', 'USD', 129.00, 129.00)$$,
  '12.5 % of what is 51 days overdue, 1 % of what is not yet due, rounded once, in each currency');
select is(test.booked('2026-04-30'), 'allowance -129.00, bad_debt 129.00', 'It is booked on that day');
select is(test.booked('2026-04-29'), 'allowance 0.00, bad_debt 0.00', 'and not before');
select results_eq($$select not_due::numeric, days_31_60::numeric, percents from billing.allowances
    where currency = 'USD'$$,
  $$values (400.05, 1000.00, '{1,5,12.5,0,100}'::numeric[])$$, 'It says what it is of');
select test.as('owner', 'acme');
select is(test.reckon(), '{"allowances_reckoned": 0}', 'It is reckoned once');

-- Paid and given up.
select test.as('finance', 'acme');
select payments.record_payment(600, invoice_id => (select late from test.named));
select billing.write_off_invoice((select late from test.named), 'Insolvent');
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-06-01T12:00:00Z');
select is(test.booked('2026-05-31'), 'allowance -20.00, bad_debt 420.00',
  'What was given up is a debt that is lost, and no longer one that may be');
select results_eq($$select change from test.allowed() where day = '2026-05-31'$$,
  $$values (-625::numeric), (-109.00)$$, 'The change alone is booked');
select is((select count(*) from ledger.discrepancies), 0::bigint, 'The books agree');

-- Nothing is expected to be lost any more; somebody else's books.
select test.as('finance', 'acme');
select billing.set_allowance_matrix();
select test.as('admin', 'acme');
select tenancy.advance_clock('2026-08-01T12:00:00Z');
select is(test.booked('2026-06-30'), 'allowance 0.00, bad_debt 400.00', 'A matrix of zeros takes it back');
select is((select count(*) from ledger.discrepancies), 0::bigint, 'The books agree');
select test.as('finance', 'acme');
select throws_ok('select billing.set_allowance_matrix(not_due => 101)', '23514', null,
  'More than all is not lost');
select throws_ok('select billing.set_allowance_matrix(legal_entity_id => uuidv7())', 'NOTFD', null,
  'A matrix is of a legal entity');
select throws_ok('update billing.allowance_matrices set not_due = 2', '42501', null,
  'and set by its command');
select throws_ok('select billing.reckon_allowances(null)', '42501', null,
  'The end of a month is no one''s to call');
select test.as('viewer', 'acme');
select isnt_empty('select from billing.allowances', 'A viewer reads them');
select throws_ok('select billing.set_allowance_matrix()', '42501', null, 'and sets none');
select test.as('finance', 'globex');
select is_empty('select from billing.allowance_matrices', 'Strangers see none');
select test.as('owner', 'acme');
select throws_ok('delete from billing.allowances', null, null, 'None goes away');
