-- An invoice of which days were changed since is voided with what waits for them: who generates the
-- days again bills them by the terms as they are, with what a discount gives once.
select test.provision('acme', '2026-03-25T12:00:00Z');
create function test.contract(number text) returns uuid language sql security definer as $$
  select c.id from sales.contracts as c where c.contract_number = number $$;
create function test.sign(number text, percent numeric, amount numeric default null)
  returns void language sql security definer as $$
  select sales.create_contract((select id from customers.accounts), '2026-03-01', '2026-12-31',
    contract_number => number, billing_frequency => 'monthly', seat_count => 10, seat_price => 31,
    discounts => array[jsonb_populate_record(null::sales.contract_discount_input,
      jsonb_build_object('percent', percent, 'amount', amount, 'duration', 'once',
        'reason', 'Gift'))]);
  select billing.bill_contracts(array[test.contract(number)], '2026-03-01') $$;
create function test.generate(number text) returns void language sql security definer as $$
  select billing.generate_invoice(test.contract(number), '2026-03-01', '2026-03-31') $$;
create function test.bill(number text, day date) returns void language sql security definer as $$
  select billing.bill_contracts(array[test.contract(number)], day) $$;
create function test.amend(number text, day date, seats numeric) returns void
  language plpgsql as $$
begin
  perform test.as('sales', 'acme');
  perform billing.amend_contract(test.contract(number), day, array[(l.id, seats, null, null, null,
    null)::sales.contract_change_input])
  from sales.contract_lines as l where l.contract_id = test.contract(number);
  perform test.as('finance', 'acme');
end $$;
create function test.void_last(number text) returns void language sql security definer as $$
  select billing.void_invoice(i.id, 'Wrong') from billing.invoices as i
  where i.contract_id = test.contract(number) and i.status <> 'void'
  order by i.id desc limit 1 $$;
create function test.issue(number text) returns void language sql security definer as $$
  select billing.finalize_invoice(i.id) from billing.invoices as i
  where i.contract_id = test.contract(number) and i.status = 'draft' order by i.id $$;
create function test.stands(number text) returns text language sql security definer as $$
  select concat_ws(' ', sum(i.subtotal), sum(i.discount), (
      select bool_or(d.is_used) from sales.contract_discounts as d
      where d.contract_id = test.contract(number)), (
      select sum(d.remaining_amount) from sales.contract_discounts as d
      where d.contract_id = test.contract(number)))
  from billing.invoices as i
  where i.contract_id = test.contract(number) and i.status <> 'void' $$;
create function test.waits(number text) returns bigint language sql security definer as $$
  select count(*) from billing.adjustments as a
  where a.contract_id = test.contract(number) and a.invoice_id is null and not a.is_dropped $$;
grant execute on all functions in schema test to public;
select test.as('sales', 'acme');
select customers.create_account('Acme');
select test.as('finance', 'acme');

-- 10 seats of 31.00 for March; 9 from the eleventh.
select test.sign('nothing', 100);
select test.amend('nothing', '2026-03-11', 9);
select test.void_last('nothing');
select is(test.waits('nothing'), 0::bigint, 'What waited for its days is gone with it');
select is(test.stands('nothing'), 'f', 'and so is what the discount gave');
select test.bill('nothing', '2026-03-25');
select is(test.stands('nothing'), 'f', 'No run bills them');
select test.generate('nothing');
select is(test.stands('nothing'), '289.00 289.00 t', 'A person does, by the terms as they are');

select test.sign('half', 50);
select test.amend('half', '2026-03-11', 9);
select test.amend('half', '2026-03-21', 8);
select test.amend('half', '2026-03-06', 12);
select test.void_last('half');
select is(test.waits('half'), 0::bigint, 'Of several changes too');
select test.generate('half');
select is(test.stands('half'), '288.00 144.00 t', 'Each holds until the next');

select test.sign('amount', null, 200);
select is(test.stands('amount'), '310.00 200.00 t 0.00', 'An amount is taken');
select test.amend('amount', '2026-03-11', 9);
select test.void_last('amount');
select is(test.stands('amount'), 'f 200.00', 'and given back whole');
select test.generate('amount');
select is(test.stands('amount'), '289.00 200.00 t 0.00', 'for who bills the days again');

select test.sign('billed', 50);
select test.amend('billed', '2026-03-11', 9);
select test.bill('billed', '2026-03-25');
select throws_ok($$select billing.void_invoice(i.id, 'Wrong') from billing.invoices as i
  where i.contract_id = test.contract('billed') order by i.id limit 1$$, 'TRANS', null,
  'Once the change is billed, its invoice comes first');
select test.void_last('billed');
select test.void_last('billed');
select is(test.stands('billed') || ' ' || test.waits('billed'), 'f 0',
  'Both are undone, the last first');

-- What came to nothing counts by its days.
select test.sign('free', 100);
select test.amend('free', '2026-03-11', 9);
select test.bill('free', '2026-03-25');
select throws_ok($$select billing.void_invoice(i.id, 'Wrong') from billing.invoices as i
  where i.contract_id = test.contract('free') order by i.id limit 1$$, 'TRANS', null,
  'Of nothing as of half');
select test.amend('free', '2026-03-21', 8);
select test.bill('free', '2026-03-25');
select throws_ok($$select billing.void_invoice(i.id, 'Wrong') from billing.invoices as i
  where i.contract_id = test.contract('free') order by i.id offset 1 limit 1$$,
  'TRANS', null, 'Nor the change that was changed');
select test.void_last('free');
select throws_ok($$select billing.void_invoice(i.id, 'Wrong') from billing.invoices as i
  where i.contract_id = test.contract('free') order by i.id limit 1$$, 'TRANS', null,
  'The first not while the second stands');
select test.void_last('free');
select test.void_last('free');
select is(test.stands('free') || ' ' || test.waits('free'), 'f 0', 'The last first, all are undone');
select test.generate('free');
select is(test.stands('free'), '278.00 278.00 t', 'and billed again with what is given once');

-- A fee that is charged once serves the whole contract; its period is the first.
select test.as('sales', 'acme');
select sales.create_contract((select id from customers.accounts), '2026-03-01', '2026-12-31',
  contract_number => 'fee', billing_frequency => 'monthly', lines => array[
    jsonb_populate_record(null::sales.contract_line_input,
      '{"description": "Setup", "quantity": 1, "unit_price": 500, "price_interval": "one_time"}'),
    jsonb_populate_record(null::sales.contract_line_input,
      '{"description": "Seats", "quantity": 10, "unit_price": 31, "price_interval": "month"}')]);
select test.as('finance', 'acme');
select test.bill('fee', '2026-03-01');
select test.void_last('fee');
select test.generate('fee');
select is(test.stands('fee'), '810.00 0.00', 'It is billed again with the month in which it begins');

-- A change of a change stands; the first change is credited in full.
select test.sign('changed', null, 1);
select test.amend('changed', '2026-03-11', 30);
select test.bill('changed', '2026-03-25');
select test.amend('changed', '2026-03-21', 32);
select test.bill('changed', '2026-03-25');
select test.issue('changed');
select lives_ok($$select billing.create_credit_note(i.id, 'Wrong') from billing.invoices as i
  where i.contract_id = test.contract('changed') order by i.id offset 1 limit 1$$,
  'What another changed since is credited without it');
