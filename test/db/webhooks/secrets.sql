-- A secret is changed without losing a delivery: for a day the old one signs as well.
select test.provision('acme');
select set_config('tenor.secret_key', repeat('k', 32), true);
create table test.made (n int, id uuid, secret text);
grant select, insert on test.made to public;

select test.as('admin', 'acme');
insert into test.made
  select 1, e.id, e.secret from webhooks.create_endpoint('https://example.com/hooks') as e;
select test.root('acme');
select events.publish('invoice.paid', 'invoice', uuidv7(), '{"n": 1}');
create function test.secrets() returns text[] language sql volatile as $$
  select (webhooks.begin_delivery((select d.id from webhooks.deliveries as d))).secrets $$;
select is(test.secrets(), array(select secret from test.made), 'A delivery is signed by the secret');

select test.as('admin', 'acme');
insert into test.made
  select 2, e.id, e.secret from test.made as m, webhooks.rotate_secret(m.id) as e;
select isnt((select secret from test.made where n = 2), (select secret from test.made where n = 1),
  'Rotation gives another secret');
select test.root('acme');
select is(test.secrets(), array(select secret from test.made order by n desc),
  'Then both sign, the newest first');
select is((select expires_at - now() from webhooks.endpoint_secrets where expires_at is not null),
  interval '24 hours', 'the old one for a day');
update webhooks.endpoint_secrets set expires_at = now() where expires_at is not null;
select is(test.secrets(), array(select secret from test.made where n = 2),
  'After it the new one signs alone');

select test.as('admin', 'acme');
select webhooks.rotate_secret(id) from test.made, generate_series(1, 2) where n = 1;
select webhooks.rotate_secret(id) from test.made, generate_series(1, 2) where n = 1;
select throws_ok($$select webhooks.rotate_secret(id) from test.made where n = 1$$, 'TRANS', null,
  'Secrets do not pile up');
select test.root('acme');
select is((select count(*)::int from webhooks.endpoint_secrets), 5, 'What expired is gone');
select set_config('tenor.secret_key', repeat('x', 32), true);
select throws_ok('select test.secrets()', '39000', null, 'Another key opens nothing');
