-- Admins say where events are sent; members see it, and nobody sees a secret.
select test.provision('acme');
select test.provision('globex');
create table test.made (name text, id uuid, secret text);
grant select, insert on test.made to public;

-- Admin
select test.as('admin', 'acme');
select test.seal_secret();
insert into test.made
  select 'all', e.id, e.secret from webhooks.create_endpoint('https://example.com/hooks') as e;
select matches((select secret from test.made), '^v1[.]',
  'An admin gets the secret of a new endpoint, sealed: the edge opens it');
select results_eq(
  'select url, event_types, status from webhooks.endpoints',
  $$values ('https://example.com/hooks', '{}'::text[], 'active')$$,
  'It hears everything, at once');
select lives_ok($$select test.seal_secret(), webhooks.create_endpoint(u) from unnest(array[
  'http://example.com', 'https://example.com:65535/a?b=c%20d', 'https://[2606:4700:4700::1111]/x',
  'https://bücher.example/straße', 'HTTPS://EXAMPLE.COM/', 'http://192.0.3.7?x'
]) as u$$, 'Addresses of all kinds are taken');
select throws_ok(format('select webhooks.create_endpoint(%L)', u), '23514', null,
  'No address: ' || left(u, 40))
from unnest(array['', 'example.com', 'ftp://example.com', 'https://', 'https:///x',
  'https://user:secret@example.com', 'https://user@example.com', 'https://example.com#part',
  'https://example.com/a b', E'https://example.com/\n', 'https://a\@b.example',
  'https://example.com:port/', 'https://example.com:65536/', 'javascript:alert(1)',
  'https://example.com/' || repeat('x', 2000)]) as u;
select throws_ok(format('select webhooks.create_endpoint(%L)', u), 'INPUT',
  'The address is not on the public internet.', 'Not public: ' || u)
from unnest(array['http://10.0.0.1', 'http://169.254.169.254/latest', 'https://192.168.1.1:8443/',
  'http://172.31.255.255', 'http://100.64.0.1', 'http://0.0.0.0', 'http://168.63.129.16',
  'http://224.0.0.1', 'http://255.255.255.255', 'http://127.0.0.1', 'http://127.1',
  'http://2130706433/', 'http://0x7f000001', 'http://0177.0.0.1', 'http://1.2.3.999',
  'http://10.1', 'http://999', 'http://%31%32%37.0.0.1', 'http://１２７。0。0。1', 'http://10.0.0.1.',
  'http://localhost:8080', 'http://LOCALHOST.', 'http://a.localhost', 'http://[::1]', 'http://[::]',
  'http://[::ffff:10.0.0.1]', 'http://[fe80::1]', 'http://[fd00::1]', 'http://[64:ff9b::a00:1]',
  'http://[2002:a00:1::]', 'http://[2001:db8::1]', 'http://[1]']) as u;
select throws_ok($$update webhooks.endpoints set url = 'http://10.0.0.1'$$, 'INPUT', null,
  'nor when it is changed');
select set_config('tenor.loopback_webhooks', 'on', true);
select lives_ok(
  $$select test.seal_secret(), webhooks.create_endpoint('http://127.0.0.1:9999/hook')$$,
  'In development the own machine is one');
select throws_ok($$select webhooks.create_endpoint('http://10.0.0.1')$$, 'INPUT', null,
  'and nothing else');
select set_config('tenor.loopback_webhooks', '', true);
select webhooks.delete_endpoint(e.id) from webhooks.endpoints as e where e.url like '%9999%';
select throws_ok(format($$select webhooks.create_endpoint('https://example.com', %L)$$, types),
  'INPUT', null, 'No event: ' || types)
from unnest(array['{invoice.payed}', '{invoice.paid,invoices.*}', '{nothing.*}']) as types;
select throws_ok($$select webhooks.create_endpoint(null)$$, '23502', null, 'No address at all');
select lives_ok(
  $$select test.seal_secret(),
    webhooks.create_endpoint('https://example.com', array['invoice.paid', 'payment.*'])$$,
  'Names of events and whole nouns can be chosen');
select throws_ok(format($$select webhooks.create_endpoint('https://example.com', %L)$$, types),
  '23514', null, 'No event types: ' || types)
from unnest(array['{invoice}', '{Invoice.paid}', '{*}', '{"a.b,c.d"}', '{NULL}',
  '{invoice.paid.now}', '{""}']) as types;
select throws_ok(
  $$select webhooks.create_endpoint('https://example.com', '{}', repeat('x', 501))$$,
  '23514', null, 'A description has its length');
select lives_ok(
  $$update webhooks.endpoints set description = 'Books', event_types = '{invoice.*}',
    status = 'disabled' where id = (select id from test.made)$$, 'An admin changes an endpoint');
select throws_ok($$update webhooks.endpoints set url = 'x'$$, '23514',
  null, 'not into nonsense');
select throws_ok($$update webhooks.endpoints set status = 'gone'$$, '23514', null, 'of any kind');
select throws_ok($$insert into webhooks.endpoints (url) values ('https://example.com')$$, '42501',
  null, 'An endpoint without a secret cannot be made');
select throws_ok('delete from webhooks.endpoints', '42501', null, 'nor deleted behind the command');
select throws_ok('select * from webhooks.endpoint_secrets', '42501', null,
  'Not even an admin reads a secret again');
select throws_ok($$select webhooks.add_secret(uuidv7())$$, '42501', null, 'or adds one');
select throws_ok($$select webhooks.valid_secrets(uuidv7())$$, '42501', null, 'or gets one');
select throws_ok($$select webhooks.begin_delivery(uuidv7())$$, '42501', null,
  'Deliveries are the worker''s');
select throws_ok($$select webhooks.rotate_secret(uuidv7())$$, 'NOTFD', 'No webhook has this id.',
  'An unknown endpoint has no secret to rotate');
select lives_ok($$select test.seal_secret(), webhooks.create_endpoint('https://example.com/' || n)
  from generate_series(9, 20) as n$$, 'Twenty endpoints are many');
select throws_ok($$select webhooks.create_endpoint('https://example.com')$$, 'CNFLT', null,
  'One more is too many');

-- Everybody else
select test.as('viewer', 'acme');
select is((select count(*)::int from webhooks.endpoints), 20, 'A viewer sees endpoints');
select is_empty('select * from webhooks.deliveries', 'and deliveries');
select throws_ok('select * from webhooks.endpoint_secrets', '42501', null, 'but no secret');
select throws_ok($$select webhooks.create_endpoint('https://example.com')$$, '42501', null,
  'A viewer makes none');
select throws_ok($$update webhooks.endpoints set status = 'active'$$, '42501', null, 'changes none');
select test.as('finance', 'acme');
select throws_ok($$select webhooks.delete_endpoint((select id from test.made))$$, '42501', null,
  'Finance deletes none');
select throws_ok($$select webhooks.rotate_secret((select id from test.made))$$, '42501', null,
  'and rotates none');
select test.as('worker', 'acme');
select throws_ok('select * from webhooks.endpoint_secrets', '42501', null,
  'A worker gets secrets with a delivery only');
select test.as('nobody', 'acme');
select throws_ok('select * from webhooks.endpoints', '42501', null, 'Nobody sees nothing');

-- Stranger
select test.as('admin', 'globex');
select is_empty('select * from webhooks.endpoints', 'A stranger sees no endpoint');
select throws_ok($$select webhooks.rotate_secret((select id from test.made))$$, 'NOTFD',
  'No webhook has this id.', 'A foreign endpoint is as unknown as any');
select throws_ok($$select webhooks.delete_endpoint((select id from test.made))$$, 'NOTFD',
  'No webhook has this id.', 'and is not deleted');
select throws_ok(
  $$insert into webhooks.endpoints (tenant_id, url)
    select test.tenant('acme'), 'https://example.com'$$, '42501', null, 'A tenant is not written');

-- At rest
select test.root('acme');
select is_empty(
  $$select from audit.entries as e where e::text like '%v1.0123456789abcdef.%'$$,
  'Not even a sealed secret leaves a trace in the audit');
select isnt_empty(
  $$select from audit.entries where table_name = 'webhooks.endpoint_secrets'$$,
  'which knows that it was made');
select is_empty(
  $$select from events.events as e where e::text like '%v1.0123456789abcdef.%'$$, 'nor in events');
select set_config('tenor.sealed_secret', '', true);
select test.as('admin', 'globex');
select throws_ok($$select webhooks.create_endpoint('https://example.com')$$, 'P0001', null,
  'An endpoint is not made without a secret that the edge sealed');
