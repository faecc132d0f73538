-- Who keeps what tax is made of: rates, registrations, exemptions, localities, checks, settings.
select test.provision('acme', '2026-03-01T12:00:00Z');
select test.provision('other', '2026-03-01T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.rate(rate numeric) returns uuid language sql security definer as $$
  select r.id from tax.tax_rates as r where r.rate = rate.rate $$;
create function test.periods(jurisdiction text) returns setof text language sql as $$
  select concat_ws(' ', valid_from || '..' || coalesce(valid_to::text, ''), rate, kind, authority)
  from tax.tax_rates as r where r.jurisdiction = periods.jurisdiction order by valid_from $$;
grant execute on function test.account, test.rate, test.periods to public;

-- Finance.
select test.as('finance', 'acme');
select customers.create_account('buyer', tax_id => 'FR40303265045');
select tax.add_tax_rate('US-NY', 3);
select tax.add_tax_rate('US-NY', 5, valid_from => '2026-06-01');
select results_eq($$select * from test.periods('US-NY')$$,
  $$values ('2026-03-01..2026-05-31 3 sales US-NY'), ('2026-06-01.. 5 sales US-NY')$$,
  'A rate begins today, and ends where the next begins');
select throws_ok($$select tax.add_tax_rate('US-NY', 4, valid_from => '2026-04-01')$$, '23P01',
  null, 'Two rates are never valid at once');
select tax.add_tax_rate('CA-ON', 12);
select results_eq($$select * from test.periods('CA-ON')$$, $$values ('2026-03-01.. 12 hst CA')$$,
  'What is not said is as the law has it there');
select is((select is_stacked from tax.tax_rates where rate = 12), false, 'that it replaces too');
select throws_ok($$select tax.add_tax_rate('US-XX', 3)$$, 'NOTFD',
  'No jurisdiction has this code.', 'A rate needs a known jurisdiction');
select throws_ok($$select tax.add_tax_rate('US-OR', 3, authority => 'US-XX')$$, 'NOTFD', null,
  'and authority');
select throws_ok($$select tax.add_tax_rate('US-OR', 101)$$, '23514', null, 'A rate is a share');
select throws_ok($$select tax.add_tax_rate('US-OR', 3, treatment => 'exempt')$$, '23514', null,
  'What is exempt has no rate');
select is((tax.add_tax_rate('US-OR', 0)).treatment, 'zero_rated', 'A rate of nought is zero-rated');

select is((tax.end_tax_rate(test.rate(5), '2026-12-31')).valid_to, '2026-12-31'::date,
  'A rate ends with a day');
select lives_ok($$select tax.end_tax_rate(test.rate(5))$$, 'What has not begun');
select is(test.rate(5), null, 'is withdrawn');
select throws_ok($$select tax.end_tax_rate(test.rate(12), '2026-01-31')$$, 'TRANS',
  'The past of a rate never changes.', 'The past stays');
select throws_ok($$select tax.end_tax_rate(uuidv7())$$, 'NOTFD', 'No rate has this id.',
  'An unknown rate is not found');

select tax.add_tax_registration('FR', 'FR1', '2026-01-01');
select throws_ok($$select tax.add_tax_registration('FR', 'FR2')$$, '23P01', null,
  'A seller is registered once in a place');
select throws_ok($$select tax.add_tax_registration('US', 'x', scheme => 'oss')$$, 'INPUT', null,
  'The One Stop Shop is the EU''s');
select throws_ok($$select tax.add_tax_registration('GB', 'x', scheme => 'oss')$$, 'INPUT', null,
  'to which not all belong any more');
select throws_ok($$select tax.add_tax_registration('QQ', 'x')$$, 'NOTFD', null,
  'A registration needs a known jurisdiction');
select is((select (tax.end_tax_registration(r.id)).valid_to from tax.tax_registrations as r
  where number = 'FR1'), '2026-03-01'::date, 'A registration ends today if no day is named');
select lives_ok($$select tax.add_tax_registration('FR', 'FR2', '2026-03-02')$$,
  'and the next may begin');
update tax.tax_registrations set number = 'FR-22' where number = 'FR2';
select is((select count(*) from tax.tax_registrations where number = 'FR-22'), 1::bigint,
  'Numbers can be corrected');

select tax.add_tax_exemption(test.account('buyer'), 'charity', 'C-1', 'FR', valid_to => '2026-12-31');
select throws_ok($$select tax.add_tax_exemption(uuidv7(), 'charity')$$, 'NOTFD', null,
  'An exemption needs an account');
select throws_ok($$select tax.add_tax_exemption(test.account('buyer'), 'x', jurisdiction => 'QQ')$$,
  'NOTFD', null, 'and a known jurisdiction');
select throws_ok($$select tax.add_tax_exemption(test.account('buyer'), ' ')$$, '23514', null,
  'and a reason');
select is((select (tax.end_tax_exemption(e.id, '2026-06-30')).valid_to from tax.tax_exemptions as e),
  '2026-06-30'::date, 'An exemption ends with a day');

select is((tax.add_tax_locality('US-CA', 'county', 'San Mateo County', '{94401,94402-1234}')).code,
  'US-CA/san-mateo-county', 'A locality has a code made of its name');
select throws_ok($$select tax.add_tax_locality('US-CA', 'county', 'San Mateo  county')$$, '23505',
  null, 'that is its own');
select throws_ok($$select tax.add_tax_locality('US-QQ', 'county', 'Nowhere')$$, 'NOTFD', null,
  'It lies in a known place');
select throws_ok($$select tax.add_tax_locality('US-CA', 'state', 'New California')$$, '23514', null,
  'and is no state');
select is((tax.add_tax_locality('US-CA/san-mateo-county', 'city', 'Daly City')).path,
  '{US-CA/san-mateo-county,US-CA/san-mateo-county/daly-city}'::text[], 'Localities are a tree');
select tax.set_locality_places(l.id, '{daly  city,94014}') from tax.localities as l
where l.name = 'Daly City';
select results_eq($$select place from tax.locality_places order by place$$,
  $$values ('94014'), ('94401'), ('94402'), ('DALY CITY')$$,
  'Places are written as addresses are read');
select throws_ok($$select tax.set_locality_places(uuidv7(), '{}')$$, 'NOTFD', null,
  'An unknown locality is not found');

select results_eq(
  $$select concat_ws(' ', jurisdiction, name, rate, source, valid_from, valid_to)
    from tax.known_tax_rates('CA', on_date => '2026-03-01') where source in ('own')
      or jurisdiction in ('CA', 'CA-NS')$$,
  $$values ('CA Canada 5 Canada Revenue Agency and provinces 2008-01-01'),
    ('CA-NS Nova Scotia 14 Canada Revenue Agency and provinces 2025-04-01'),
    ('CA-ON Ontario 12 own 2026-03-01')$$,
  'Rates of a place and all below it, of a day');
select is((select valid_to from tax.known_tax_rates('EE', 'standard', '2025-01-01')),
  '2025-06-30'::date, 'The law''s rate ends where the next begins');
select throws_ok(
  $$select tax.record_tax_id_check(test.account('buyer'), 'FR1', true, 'vies')$$, 'FORBD', null,
  'People record manual checks alone');

-- Worker.
select test.as('worker', 'acme');
select results_eq($$select number from tax.begin_tax_id_checks()$$, $$values ('FR40303265045')$$,
  'Numbers that were never checked are asked for');
select tax.record_tax_id_check(account_id, number, true, 'vies', 'Buyer SA', 'WAPIAAAA1')
from tax.begin_tax_id_checks();
select is_empty('select * from tax.begin_tax_id_checks()', 'once');

-- Viewer.
select test.as('viewer', 'acme');
select is((select count(*) from tax.tax_id_checks where registered_name = 'Buyer SA'), 1::bigint,
  'Members read the evidence');
select is((select count(*) from tax.jurisdictions where level = 'country'), 249::bigint,
  'Members read the countries of the world');
select is((select count(distinct jurisdiction) from tax.statutory_rates as r
  join tax.jurisdictions as j on j.code = r.jurisdiction
  where r.category = 'standard' and j.eu_from is not null and j.eu_to is null), 27::bigint,
  'with the rates of 27 member states');
select throws_ok($$select tax.add_tax_rate('US-NY', 1)$$, '42501', null, 'A viewer adds no rate');
select throws_ok($$select tax.end_tax_rate(uuidv7())$$, '42501', null, 'nor ends one');
select throws_ok($$select tax.add_tax_registration('FR', '1')$$, '42501', null,
  'A viewer adds no registration');
select throws_ok($$select tax.add_tax_exemption(uuidv7(), 'x')$$, '42501', null,
  'A viewer adds no exemption');
select throws_ok($$select tax.change_tax_settings('line')$$, '42501', null,
  'A viewer changes no settings');
select throws_ok($$select tax.assess('{}')$$, '42501', null, 'The engine is granted to nobody');

-- Sales.
select test.as('sales', 'acme');
select throws_ok($$select tax.add_tax_exemption(test.account('buyer'), 'x')$$, '42501', null,
  'Sales exempts nobody');

-- Admin.
select test.as('admin', 'acme');
select tax.change_tax_settings('line');
select is((select rounding_mode from tax.tax_settings), 'line', 'Admins may what finance may');
select throws_ok($$select tax.change_tax_settings('sometimes')$$, '23514', null,
  'within the rules');
select throws_ok($$update tax.tax_rates set rate = 1$$, '42501', null, 'Rates are not rewritten');
select throws_ok($$update tax.statutory_rates set rate = 1$$, '42501', null,
  'nor is the law');
select throws_ok($$delete from tax.jurisdictions$$, '42501', null, 'nor the map');

-- Stranger.
select test.as('admin', 'other');
select is((select count(*) from tax.tax_rates), 0::bigint, 'Another tenant sees no rates');
select is((select count(*) from tax.tax_registrations), 0::bigint, 'nor registrations');
select is((select count(*) from tax.tax_exemptions), 0::bigint, 'nor exemptions');
select is((select count(*) from tax.localities), 0::bigint, 'nor localities');
select is((select rounding_mode from tax.tax_settings), 'invoice', 'and has settings of its own');
select throws_ok($$select tax.add_tax_rate('US-CA/san-mateo-county', 1)$$, 'NOTFD', null,
  'A locality is its tenant''s');
select throws_ok($$select tax.end_tax_rate(test.rate(12))$$, 'NOTFD', null,
  'Another''s rate is not found');

-- Not even our own functions rewrite evidence.
select test.as('owner', 'acme');
select throws_ok($$update tax.tax_id_checks set is_valid = false$$, 'FORBD', null,
  'Evidence stays as it was found');
select lives_ok($$update tax.statutory_rates set rate = rate where false$$, 'Migrations keep the law');

-- Nobody.
select test.as('nobody', 'acme');
select throws_ok($$select * from tax.jurisdictions$$, '42501', null, 'Nobody reads nothing');

-- Settings, numbers and days.
select test.as('finance', 'acme');
select results_eq(
  $$select rounding_mode, prices_include_tax, provider
    from tax.change_tax_settings(prices_include_tax => true)$$,
  $$values ('line', true, 'builtin')$$, 'What is not given stays');
select throws_ok($$select tax.change_tax_settings(provider => 'abacus')$$, '23514', null,
  'Providers are known');
select throws_ok($$update tax.tax_settings set provider = 'stripe'$$, '42501', null,
  'and chosen by command');
select tax.add_tax_rate('US-ME', 6, valid_from => '2026-01-01');
select throws_ok($$select tax.end_tax_rate(test.rate(6), '2026-01-31')$$, 'TRANS', null,
  'What began in the past ends yesterday at the earliest');
select is((tax.end_tax_rate(test.rate(6), '2026-02-28')).valid_to, '2026-02-28'::date,
  'so that it no longer counts today');
select test.as('admin', 'acme');
select throws_ok(
  $$select tax.record_tax_id_check(test.account('buyer'), 'FR1', true, 'vies')$$, 'FORBD', null,
  'Not even admins speak for the register');
select test.as('viewer', 'acme');
select is((tax.current_tax_settings()).rounding_mode, 'line', 'Members read the settings');
select test.as('viewer', 'other');
select is((tax.current_tax_settings()).rounding_mode, 'invoice', 'their own');

-- The law, as of a day.
select results_eq(
  $$select concat_ws(' ', jurisdiction, category, round(rate, 3)::float8)
    from unnest('{2026-06-30,2026-07-01,2027-06-30,2027-07-01}'::date[]) as d (day)
    cross join lateral tax.known_tax_rates(on_date => d.day)
    where (jurisdiction, category) in (('AT', 'super_reduced'), ('US-SD', 'standard'))
    order by d.day, 1$$,
  $$values ('US-SD standard 4.2'), ('AT super_reduced 4.9'), ('US-SD standard 4.2'),
    ('AT super_reduced 4.9'), ('US-SD standard 4.2'), ('AT super_reduced 4.9'),
    ('US-SD standard 4.5')$$, 'Rates begin and end with their days');
select results_eq(
  $$select jurisdiction || ' ' || round(rate, 3)::float8
    from tax.known_tax_rates(category => 'standard', on_date => '2026-11-20')
    where jurisdiction in ('AU', 'CA', 'CA-NS', 'CA-QC', 'CH', 'DE', 'EE', 'FI', 'GB', 'HU', 'RO',
      'SK', 'US-CA', 'US-DC', 'US-LA') and id is null$$,
  $$values ('AU 10'), ('CA 5'), ('CA-NS 14'), ('CA-QC 9.975'), ('CH 8.1'), ('DE 19'), ('EE 24'),
    ('FI 25.5'), ('GB 20'), ('HU 27'), ('RO 21'), ('SK 23'), ('US-CA 7.25'), ('US-DC 7'),
    ('US-LA 5')$$, 'as published');
select is_empty($$select jurisdiction from tax.statutory_rates where source = '' or known_on < '2026-01-01'$$,
  'Every rate says who published it, and as of when it is known');
select test.as('owner', 'acme');
select tax.keep_statutory_rates('A gazette', '2026-03-01', array[
  ('JP', 'standard', '2019-10-01', 'vat', 10, true, 'JP', null, null),
  ('JP', 'reduced', '2019-10-01', 'vat', 8, true, 'JP', null, null)]::tax.statutory_rates[]);
select tax.keep_statutory_rates('A gazette', '2026-04-01', array[
  ('JP', 'standard', '2019-10-01', 'vat', 10, true, 'JP', null, null)]::tax.statutory_rates[]);
select results_eq(
  $$select category || ' ' || known_on from tax.statutory_rates where source = 'A gazette'$$,
  $$values ('standard 2026-04-01')$$, 'A publication is what its file lists, however often it is read');
select isnt_empty($$select * from tax.statutory_rates where jurisdiction = 'DE'$$,
  'and leaves the others alone');
