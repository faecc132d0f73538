-- A new tenant: who may open one, and what is refused.

-- Operator
select test.as('operator');
select is(t.slug, 'acme-tools-co', 'The slug comes from the name')
from tenancy.provision_tenant('Acme Tools & Co.') as t;
select is(
  (select array[currency, time_zone, locale, invoice_number_format, status] from tenancy.tenants
   where slug = 'acme-tools-co'),
  '{USD,UTC,en-US,"INV-{YYYY}-{SEQ:3}",active}', 'What is not said has a default');
select is((select sandbox or clock_at is not null from tenancy.tenants where slug = 'acme-tools-co'),
  false, 'It is live unless it is to be a sandbox');
select isnt((tenancy.provision_tenant('Box', sandbox => true)).clock_at, null,
  'A sandbox has a clock from the start');
select is(current_setting('tenor.tenant_id'), '', 'The operator stands outside again afterwards');
insert into test.tenants
select 'nord', (tenancy.provision_tenant('Nord', 'nord', admin_subject => 'ada',
  admin_email => 'ada@nord.example')).id;
select is((select count(*)::int from tenancy.tenants), 3, 'The operator sees every tenant');
select throws_ok('select * from tenancy.members', '42501', null, 'But nobody''s members');
select throws_ok('select * from tenancy.brands', '42501', null, 'Nor brands');
select throws_ok($$update tenancy.tenants set name = 'Mine'$$, '42501', null,
  'The operator changes no tenant by hand');
select throws_ok('delete from tenancy.tenants', '42501', null, 'And removes none');

select throws_ok(format('select tenancy.provision_tenant(%s)', v.arguments), v.code, null, v.why)
from (values
  ('''Nord'', ''nord''', '23505', 'A slug is taken once'),
  ('''Nord''', '23505', 'Also when it comes from the name'),
  ('''X'', ''Upper''', '23514', 'A slug has no capitals'),
  ('''X'', ''-x''', '23514', 'It starts with a letter or digit'),
  ('''X'', ''x_y''', '23514', 'It has no underscore'),
  ('''X'', repeat(''x'', 64)', '23514', 'It has 63 characters at most'),
  ('''日本''', '23514', 'A name without any letter of a slug needs a slug'),
  ('''''', '23514', 'A name is not empty'),
  ('null', '23502', 'Nor missing'),
  ('repeat(''x'', 201)', '23514', 'A name has 200 characters at most'),
  ('''X'', currency => ''XXX''', '23514', 'A currency is money'),
  ('''X'', currency => ''usd''', '23514', 'It is written in capitals'),
  ('''X'', currency => null', '23502', 'There is one'),
  ('''X'', time_zone => ''Mars/Olympus''', '23514', 'A time zone is on earth'),
  ('''X'', time_zone => ''EST5EDT4,M3''', '23514', 'No POSIX rules'),
  ('''X'', time_zone => ''PST''', '23514', 'No abbreviations'),
  ('''X'', locale => ''english''', '23514', 'A locale is a tag'),
  ('''X'', clock_at => ''2025-01-01''', '23514', 'A live tenant has no clock of its own'),
  ('''X'', invoice_number_format => ''INV''', '23514', 'Numbers count'),
  ('''X'', invoice_number_format => ''{SEQ}{SEQ}''', '23514', 'Once'),
  ('''X'', invoice_number_format => ''{SEQ}<b>''', '23514', 'In harmless characters'),
  ('''X'', payment_terms_days => -1', '23514', 'Payment is not due before the invoice'),
  ('''X'', payment_terms_days => 366', '23514', 'Nor after more than a year'),
  ('''X'', admin_subject => ''''', '23514', 'An admin has a subject')
) as v (arguments, code, why);
select is((select count(*)::int from tenancy.tenants), 3, 'What is refused leaves nothing');

-- Admin of the new tenant
select test.as('admin', 'nord', 'ada');
select results_eq('select subject, email, role from tenancy.members',
  $$values ('ada', 'ada@nord.example', 'admin')$$, 'The first admin is a member');
select results_eq(
  'select code, legal_name, is_default, currency, time_zone from tenancy.legal_entities',
  $$select slug, 'Nord', true, currency, time_zone from tenancy.tenants$$,
  'One legal entity sells, as the tenant was provisioned');
select is((select count(*)::int from tenancy.brands), 1, 'and has its brand');
select results_eq('select slug from tenancy.tenants', $$values ('nord')$$,
  'A tenant sees itself alone');
select is((select count(*)::int from events.events where type = 'tenant.provisioned'), 1,
  'Its first event says so');
select throws_ok($$select tenancy.provision_tenant('Other')$$, '42501', null,
  'An admin opens no tenant');
select lives_ok(
  $$update tenancy.tenants set name = 'Nord AS', payment_terms_days = 14, locale = 'nb-NO'$$,
  'An admin changes names, terms and locale');
select throws_ok(format('update tenancy.tenants set %s', act), '42501', null, act)
from unnest('{"currency = ''EUR''","time_zone = ''UTC''","slug = ''x''","status = ''closed''",
  "sandbox = true","clock_at = now()","id = uuidv7()"}'::text[]) as act;
select lives_ok($$update tenancy.brands set primary_color = '#000000'$$,
  'And how the tenant looks on paper');
select throws_ok($$update tenancy.brands set primary_color = 'red'$$, '23514', null,
  'In colours that paper knows');
select throws_ok($$update tenancy.brands set logo = '\x00'$$, '23514', null,
  'A logo says what it is');
select throws_ok(
  $$update tenancy.brands set logo_type = 'image/png', logo = decode(repeat('00', 524289), 'hex')$$,
  '23514', null, 'And is at most 512 kB');

-- Others
select throws_ok($$select tenancy.provision_tenant('Other')$$, '42501', null, persona || ' opens none')
from unnest('{viewer,sales,finance,approver,worker,nobody}'::text[]) as persona
cross join lateral (select test.as(persona, 'nord')) as speaking;
select test.as('finance', 'nord');
select throws_ok($$update tenancy.tenants set name = 'X'$$, '42501', null,
  'Finance changes no settings');
select throws_ok($$update tenancy.brands set website = 'X'$$, '42501', null, 'Nor the brand');
