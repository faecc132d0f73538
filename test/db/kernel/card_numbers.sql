-- Numbers of payment cards are refused wherever a person writes something. The numbers are those
-- that card processors publish for tests.
select test.provision('acme');
create function test.numbers() returns setof text language sql as $$
  select unnest('{4111111111111111,4012888888881881,4000000000000000006,5555555555554444,
    2223003122003222,2720990000000007,378282246310005,371449635398431,30569309025904,38520000023237,
    6011111111111117,6445644564456445,6500000000000002,6200000000000005,3566002020360505}'::text[]) $$;
grant execute on all functions in schema test to public;

select ok(kernel.holds_card_number(n), n || ' is a card''s') from test.numbers() as n;
select ok(kernel.holds_card_number(t), quote_literal(t) || ' holds one')
from unnest(array['4111 1111 1111 1111', '4111-1111-1111-1111', '4111.1111.1111.1111',
  '3782 822463 10005', '3056 930902 5904', '4000 0000 0000 0000 006', 'card: 4111111111111111.',
  '4111111111111111 12/29 123', E'Pay with\n5555 5555 5555 4444\nplease',
  '{"card": 4111111111111111}', '{"n": "4111 1111 1111 1111"}', 'Ref-4111111111111111',
  E'4111\u00a01111\u00a01111\u00a01111', E'4111\u202f1111\u202f1111\u202f1111',
  E'12\n4111 1111 1111 1111', E'4111\n1111\n1111\n1111', E'3782\t822463\t10005']) as t;
select ok(not kernel.holds_card_number(t), quote_literal(t) || ' holds none')
from unnest(array['', 'INV-2026-0001', '4111111111111112', '4111 1111 1111 1112',
  '01a22db1-3adc-7b40-983b-368db0a8d686', 'DE89 3704 0044 0532 0130 00', 'GB29NWBK60161331926819',
  'FR14 2004 1010 0505 0001 3M02 606', 'PL61 4111 1111 1111 1111 2874 0000', 'RF18 5390 0754 7034',
  '+49 170 1234 5678 901', '+4111111111111111', '0049 4111 1111 1111 1111', '1234567890123452',
  '79927398713000', '2026-01-01T12:00:00.000000', 'A4111111111111111', '41111111111111110000',
  '100000000000000', '9999999999999995']) as t;
select is(kernel.holds_card_number(null), false, 'Nothing holds nothing');

-- Ten thousand texts without one are looked at in a moment.
select performs_ok($$select count(*) from generate_series(1, 10000) as n
  where kernel.holds_card_number('Licences for March 2026, order ' || n)$$, 1000,
  'Most texts take a microsecond or so');

-- Where a person writes.
select test.as('admin', 'acme');
select customers.create_account('Acme');
select throws_ok(replace(ask, '$', '4111 1111 1111 1111'), 'INPUT',
  'This holds the number of a payment card, which is kept nowhere.', ask)
from unnest(array[
  $$update tenancy.tenants set name = '$'$$,
  $$update tenancy.brands set payment_instructions = 'Pay to $'$$,
  $$update customers.accounts set metadata = '{"card": "$"}'$$,
  $$select customers.create_account('$')$$,
  $$select customers.create_account('New', billing_contact_email => 'a@b.de', billing_contact_name => '$')$$,
  $$select customers.hold_account((select id from customers.accounts), 'Card $ was declined')$$,
  $$select catalog.create_product('Seats', description => '$')$$,
  $$select sales.create_contract((select id from customers.accounts), '2025-01-01', '2025-12-31',
    seat_count => 1, seat_price => 1, notes => '$')$$,
  $$select sales.create_purchase_order((select id from customers.accounts), '$', 1, '2025-01-01',
    '2025-12-31')$$,
  $$select billing.create_invoice((select id from customers.accounts), notes => '$')$$,
  $$select billing.create_invoice((select id from customers.accounts), items => array[
    (null, null, 'For $', 1, 1, null, null, null, null, null)]::billing.invoice_item_input[])$$,
  $$select payments.record_payment(1, (select id from customers.accounts), reference => '$')$$
]) as ask;
select test.root('acme');
select is_empty($$select from audit.entries where concat(old_values, new_values) ~ '4111 1111'$$,
  'No trace is left in the audit');
select is_empty($$select from events.events where data::text ~ '4111 1111'$$, 'nor in an event');
