-- A mistaken credit note stays: a new invoice charges again, and says which note it corrects.
select test.provision('acme', '2026-01-10T12:00:00Z');
select test.provision('other', '2026-01-10T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.note() returns uuid language sql security definer as $$
  select n.id from billing.credit_notes as n where n.tenant_id = test.tenant('acme') $$;
create function test.said() returns jsonb language sql security definer as $$
  select billing.compose_invoice(i, false) -> 'invoice'
  from billing.invoices as i join billing.corrections as c on c.invoice_id = i.id $$;
create function test.again(account text, note uuid, currency text default null)
  returns billing.invoices language sql as $$
  select billing.create_invoice(test.account(account), currency => currency,
    corrects_credit_note_id => note, items => array[
      (null, null, 'Seats, charged again', 1, 80, 0, null, null, null, null
        )::billing.invoice_item_input]) $$;
grant execute on all functions in schema test to public;

select test.as('finance', 'acme');
select customers.create_account(name) from unnest('{Acme,Bolt}'::text[]) as name;
select billing.finalize_invoice((billing.create_invoice(test.account('Acme'), items => array[
  (null, null, 'Seats', 1, 100, 0, null, null, null, null)::billing.invoice_item_input])).id);
select billing.create_credit_note(i.id, 'Taken for another', array[
  (item.id, 80)::billing.credit_note_line_input])
from billing.invoices as i join billing.invoice_items as item on item.invoice_id = i.id;

select throws_ok($$select test.again('Bolt', test.note())$$, 'INPUT', null,
  'Another account was not credited,');
select throws_ok($$select test.again('Acme', test.note(), 'EUR')$$, 'INPUT', null,
  'nor was it in another currency.');
select throws_ok($$select test.again('Acme', test.account('Acme'))$$, 'NOTFD', null,
  'A note is named that exists.');
select is((test.again('Acme', test.note())).total::text, '80.00', 'It is charged again');
select is(billing.invoices_corrects_credit_note_id(i), case i.total when 80 then test.note() end,
  'by an invoice of ' || i.total || '.') from billing.invoices as i;
select results_eq($$select test.said() ->> 'corrects_note', test.said() ->> 'corrects_note_on'$$,
  $$select n.credit_note_number, n.issue_date::text from billing.credit_notes as n$$,
  'Its paper says number and day');
select test.as('finance', 'other');
select is((select count(*) from billing.corrections), 0::bigint, 'Nobody else sees it');
select test.root('acme');
select throws_ok('delete from billing.corrections', 'FORBD', null, 'and nobody takes it back.');
