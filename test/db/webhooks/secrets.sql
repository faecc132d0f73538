-- A secret is changed without losing a delivery: for a day the old one signs as well.
select test.provision('acme');
create table test.made (n int, id uuid, secret text);
grant select, insert on test.made to public;

select test.as('admin', 'acme');
select test.seal_secret();
insert into test.made
  select 1, e.id, e.secret from webhooks.create_endpoint('https://example.com/hooks') as e;
select test.root('acme');
select events.publish('invoice.paid', 'invoice', uuidv7(), '{"n": 1}');
create function test.secrets() returns text[] language sql volatile as $$
  select (webhooks.begin_delivery((select d.id from webhooks.deliveries as d))).secrets $$;
select is(test.secrets(), array(select secret from test.made), 'A delivery is signed by the secret');

select test.as('admin', 'acme');
select throws_ok($$select webhooks.rotate_secret(id) from test.made$$, 'P0001', null,
  'A secret serves one endpoint once');
select test.seal_secret();
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
select test.seal_secret(), webhooks.rotate_secret(id) from test.made, generate_series(1, 2) where n = 1;
select test.seal_secret(), webhooks.rotate_secret(id) from test.made, generate_series(1, 2) where n = 1;
select throws_ok($$select webhooks.rotate_secret(id) from test.made where n = 1$$, 'TRANS', null,
  'Secrets do not pile up');
select test.root('acme');
select is((select count(*)::int from webhooks.endpoint_secrets), 5, 'What expired is gone');

-- Keys change: the worker seals anew what is under another key, in the tenant alone
select test.provision('globex');
select test.as('worker', 'globex');
select is_empty($$select * from webhooks.secrets_to_reseal('ffffffffffffffff')$$,
  'A stranger''s secrets are not sealed anew');
select test.as('worker', 'acme');
select is((select count(*)::int from webhooks.secrets_to_reseal('ffffffffffffffff')), 5,
  'What is under another key is to be sealed anew');
select is(webhooks.reseal_secrets('ffffffffffffffff', (
    select jsonb_agg(jsonb_build_object('id', s.id, 'sealed', 'anew'))
    from webhooks.secrets_to_reseal('ffffffffffffffff') as s)), 5, 'All of it is,');
select is_empty($$select * from webhooks.secrets_to_reseal('ffffffffffffffff')$$, 'once;');
select is(webhooks.reseal_secrets('ffffffffffffffff', '[]'), 0, 'then nothing is left.');
select test.root('acme');
select is(test.secrets(), array['anew', 'anew', 'anew', 'anew', 'anew'], 'It signs as before');
select test.as('admin', 'acme');
select throws_ok($$select webhooks.secrets_to_reseal('x')$$, '42501', null,
  'An admin seals nothing anew');
select throws_ok($$select webhooks.reseal_secrets('x', '[]')$$, '42501', null, 'nor replaces it');
select results_eq(
  $$select event, count(*)::int from audit.security_events
    where event in ('secret.rotated', 'keys.rotated') group by event order by event$$,
  $$values ('keys.rotated', 1), ('secret.rotated', 5)$$, 'What was rotated is on record');
