-- What tax a line bears: by place, day, kind of good and customer, each outcome with its reason.
select test.provision('acme', '2026-03-01T12:00:00Z');
select test.provision('other', '2026-03-01T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.product(name text) returns uuid language sql security definer as $$
  select p.id from catalog.products as p where p.name = product.name $$;
create function test.taxes(name text, amount numeric default 100, category text default null,
    on_date date default null, inclusive boolean default null)
  returns setof text language sql as $$
  select concat_ws(' ', jurisdiction, kind, round(rate, 3)::float8, q.amount, treatment)
  from tax.quote(test.account(name), taxes.amount, tax_category => category,
    on_date => taxes.on_date, is_inclusive => inclusive) as q order by place $$;
create function test.note(name text, category text default null) returns text language sql as $$
  select note from tax.quote(test.account(name), 100, tax_category => category)
  order by place limit 1 $$;
grant execute on function test.account, test.product, test.taxes, test.note to public;

select test.as('finance', 'acme');
select customers.create_account(v.name, billing_address => row(null, null, v.city, v.state, v.zip,
  v.country)::customers.postal_address, tax_id => v.tax_id)
from (values
  ('berlin', 'Berlin', null, null, 'DE', null), ('bonn gmbh', 'Bonn', null, null, 'DE', 'DE136695976'),
  ('paris', 'Paris', null, null, 'FR', null), ('lyon sarl', 'Lyon', null, null, 'FR', 'FR 40 303 265 045'),
  ('nice typo', 'Nice', null, null, 'FR', 'FR123'), ('athens ae', 'Athina', null, null, 'GR', 'EL094259216'),
  ('london ltd', 'London', null, null, 'GB', 'GB980780684'),
  ('beverly', 'Beverly Hills', 'CA', '90210-1234', 'US', null),
  ('austin', 'Austin', ' texas ', '78701', 'US', null),
  ('portland', 'Portland', 'Oregon', '97201', 'US', null),
  ('nowhere us', 'Springfield', null, null, 'US', null),
  ('toronto', 'Toronto', 'ON', 'M5V 2T6', 'CA', null), ('halifax', 'Halifax', 'Nova Scotia', null, 'CA', null),
  ('quebec', 'Québec', 'QC', null, 'CA', null), ('vancouver', 'Vancouver', 'BC', null, 'CA', null),
  ('sydney', 'Sydney', 'NSW', '2000', 'AU', null), ('sao paulo', 'São Paulo', 'SP', null, 'BR', null)
) as v (name, city, state, zip, country, tax_id);
select customers.create_account('homeless');
select customers.create_account('berlin team', test.account('berlin'), payer => 'parent');
select customers.create_account('lyon team', test.account('lyon sarl'), payer => 'parent');
select customers.create_account('berlin in france', test.account('bonn gmbh'), payer => 'parent',
  billing_address => row(null, null, 'Nancy', null, null, 'FR')::customers.postal_address);

-- Before any registration.
select results_eq($$select * from test.taxes('berlin')$$, $$values ('DE vat 0 0.00 not_registered')$$,
  'Who is not registered charges nothing');
select is(test.note('berlin'), 'The seller is not registered for tax in Germany.', 'and says why');
select is(test.note('homeless'), 'The seller is not registered for tax.',
  'also where no place is known: nothing is owed in any');

select tax.add_tax_registration('DE', 'DE811569869', '2025-01-01');
select results_eq($$select * from test.taxes('berlin')$$, $$values ('DE vat 19 19.00 standard')$$,
  'Registered, the rate of the law applies');
select results_eq($$select * from test.taxes('berlin', on_date => '2024-12-31')$$,
  $$values ('DE vat 0 0.00 not_registered')$$, 'but not before its first day');
select results_eq($$select * from test.taxes('berlin', category => 'reduced')$$,
  $$values ('DE vat 7 7.00 standard')$$, 'A category has its rate');
select results_eq($$select * from test.taxes('berlin', category => 'parking')$$,
  $$values ('DE vat 19 19.00 standard')$$, 'or the standard one');
select results_eq($$select * from test.taxes('berlin team')$$,
  $$values ('DE vat 19 19.00 standard')$$, 'An address is inherited');
select results_eq($$select * from test.taxes('bonn gmbh')$$,
  $$values ('DE vat 19 19.00 standard')$$, 'A business of the seller''s own country is charged');

-- No tax, each for its own reason.
select results_eq($$select * from test.taxes('berlin', category => 'zero')$$,
  $$values ('DE vat 0 0.00 zero_rated')$$, 'Zero-rated');
select is(test.note('berlin', 'zero'), 'Zero-rated.', 'is one reason');
select results_eq($$select * from test.taxes('berlin', category => 'exempt')$$,
  $$values ('DE vat 0 0.00 exempt')$$, 'Exempt');
select is(test.note('berlin', 'exempt'), 'Exempt from tax.', 'is another');
select results_eq($$select * from test.taxes('homeless')$$, $$values ('0 0.00 no_address')$$,
  'Without an address nothing is known');
select is(test.note('homeless'), 'The account has no address with a country.', 'and it says so');
select is(test.note('nowhere us'), 'The address names no state of United States.',
  'nor without the state that would tax it');
select results_eq($$select * from test.taxes('sao paulo')$$, $$values ('BR 0 0.00 outside_scope')$$,
  'Abroad nothing is owed');
select tax.add_tax_registration('BR', '1');
select results_eq($$select * from test.taxes('sao paulo')$$, $$values ('BR 0 0.00 no_rate')$$,
  'Registered where no rate is known, that is the reason');
select is(test.note('sao paulo'), 'No tax rate of Brazil is known for this day.', 'in words');

-- Reverse charge.
select results_eq($$select * from test.taxes('lyon sarl')$$,
  $$values ('FR vat 0 0.00 reverse_charge')$$, 'A business in another member state owes it itself');
select matches(test.note('lyon sarl'), '^Reverse charge', 'with the note');
select results_eq($$select * from test.taxes('athens ae')$$,
  $$values ('GR vat 0 0.00 reverse_charge')$$, 'Greece writes EL');
select results_eq($$select * from test.taxes('lyon team')$$,
  $$values ('FR vat 0 0.00 reverse_charge')$$, 'A team of the business has its number');
select results_eq($$select * from test.taxes('london ltd')$$,
  $$values ('GB vat 0 0.00 outside_scope')$$, 'The United Kingdom is no member state');
select results_eq($$select * from test.taxes('nice typo')$$,
  $$values ('DE vat 19 19.00 standard')$$, 'A number of no known form counts for nothing');
select tax.add_tax_registration('DE', 'EU-OSS-1', scheme => 'oss');
select results_eq($$select * from test.taxes('paris')$$, $$values ('FR vat 20 20.00 standard')$$,
  'The One Stop Shop charges consumers of the whole Union');
select results_eq($$select * from test.taxes('nice typo')$$, $$values ('FR vat 20 20.00 standard')$$,
  'and whoever has no number');
select results_eq($$select * from test.taxes('berlin in france')$$,
  $$values ('FR vat 20 20.00 standard')$$, 'and whoever has the number of another country');
select results_eq($$select * from test.taxes('lyon sarl')$$,
  $$values ('FR vat 0 0.00 reverse_charge')$$, 'but no business');
select tax.record_tax_id_check(test.account('lyon sarl'), 'FR40303265045', false);
select results_eq($$select * from test.taxes('lyon sarl')$$, $$values ('FR vat 20 20.00 standard')$$,
  'whose number fails its check');
select is((select (tax.accounts_tax_id_status(a)).is_valid from customers.accounts as a
  where a.account_name = 'lyon team'), false, 'which its teams show too');
select tax.record_tax_id_check(test.account('lyon sarl'), 'fr 40 303 265 045', true);
select results_eq($$select * from test.taxes('lyon sarl')$$,
  $$values ('FR vat 0 0.00 reverse_charge')$$, 'The last check counts');
select tax.change_tax_settings(needs_tax_id_check => true);
select results_eq($$select * from test.taxes('athens ae')$$, $$values ('GR vat 24 24.00 standard')$$,
  'A careful tenant waits for the check');
select results_eq($$select * from test.taxes('lyon sarl')$$,
  $$values ('FR vat 0 0.00 reverse_charge')$$, 'which others have behind them');
select tax.change_tax_settings(needs_tax_id_check => false);
select tax.add_tax_registration('FR', 'FR32', is_established => false);
select results_eq($$select * from test.taxes('lyon sarl')$$,
  $$values ('FR vat 0 0.00 reverse_charge')$$, 'Registered without being established, it stays so');
select tax.add_tax_registration('GR', 'EL1');
select results_eq($$select * from test.taxes('athens ae')$$, $$values ('GR vat 24 24.00 standard')$$,
  'Established there, the seller charges');

-- Rates over time.
select tax.add_tax_registration('EE', 'EE1', '2025-01-01');
select customers.create_account('tallinn',
  billing_address => row(null, null, 'Tallinn', null, null, 'EE')::customers.postal_address);
select results_eq($$select * from test.taxes('tallinn', on_date => '2025-06-30')$$,
  $$values ('EE vat 22 22.00 standard')$$, 'A rate lasts until the next');
select results_eq($$select * from test.taxes('tallinn', on_date => '2025-07-01')$$,
  $$values ('EE vat 24 24.00 standard')$$, 'begins');

-- Canada: stacked or replacing.
select tax.add_tax_registration('CA', '123456789RT0001');
select results_eq($$select * from test.taxes('toronto')$$, $$values ('CA-ON hst 13 13.00 standard')$$,
  'The HST stands in the place of the GST');
select results_eq($$select * from test.taxes('halifax')$$, $$values ('CA-NS hst 14 14.00 standard')$$,
  'also where the province is written out');
select results_eq($$select * from test.taxes('vancouver')$$,
  $$values ('CA gst 5 5.00 standard'), ('CA-BC pst 0 0.00 not_registered')$$,
  'A province''s own tax needs its own registration');
select tax.add_tax_registration('CA-QC', 'TQ0001');
select results_eq($$select * from test.taxes('quebec', 1000)$$,
  $$values ('CA gst 5 50.00 standard'), ('CA-QC qst 9.975 99.75 standard')$$,
  'The QST comes on top, on the same net');

-- The United States: state, county and city add up.
select tax.add_tax_registration('US-CA', 'SR-1');
select results_eq($$select * from test.taxes('beverly')$$,
  $$values ('US-CA sales 7.25 7.25 standard')$$, 'A state alone');
select tax.add_tax_locality('US-CA', 'county', 'Los Angeles County', '{90210,90001}');
select tax.add_tax_locality('US-CA/los-angeles-county', 'city', 'Beverly Hills',
  '{ beverly  hills }');
select tax.add_tax_locality('US-CA', 'district', 'LA Transit', '{90210}');
select tax.add_tax_rate('US-CA/los-angeles-county', 0.25);
select tax.add_tax_rate('US-CA/los-angeles-county/beverly-hills', 1);
select tax.add_tax_rate('US-CA/la-transit', 1.5, name => 'LA Transit District');
select results_eq($$select * from test.taxes('beverly')$$,
  $$values ('US-CA sales 7.25 7.25 standard'),
    ('US-CA/la-transit sales 1.5 1.50 standard'),
    ('US-CA/los-angeles-county sales 0.25 0.25 standard'),
    ('US-CA/los-angeles-county/beverly-hills sales 1 1.00 standard')$$,
  'with its county, city and district, each shown');
select results_eq($$select * from test.taxes('austin')$$,
  $$values ('US-TX sales 0 0.00 not_registered')$$, 'A state without nexus is not charged');
select results_eq($$select * from test.taxes('portland')$$,
  $$values ('US-OR 0 0.00 not_registered')$$, 'nor one without a tax');
select tax.add_tax_rate('US-CA', 0, 'saas', treatment => 'exempt', note => 'Not taxed in California.');
select tax.add_tax_rate('US-CA/los-angeles-county', 0, 'saas');
select results_eq($$select * from test.taxes('beverly', category => 'saas') limit 3$$,
  $$values ('US-CA sales 0 0.00 exempt'), ('US-CA/la-transit sales 1.5 1.50 standard'),
    ('US-CA/los-angeles-county sales 0 0.00 zero_rated')$$,
  'What a state leaves out is a rate of the tenant''s own');
select is(test.note('beverly', 'saas'), 'Not taxed in California.', 'with its own reason');

-- Own rates go before the law's.
select tax.add_tax_rate('DE', 18, valid_from => '2026-04-01', valid_to => '2026-04-30');
select results_eq($$select * from test.taxes('berlin', on_date => '2026-04-15')$$,
  $$values ('DE vat 18 18.00 standard')$$, 'A rate of the tenant''s own goes before the law''s');
select results_eq($$select * from test.taxes('berlin', on_date => '2026-05-01')$$,
  $$values ('DE vat 19 19.00 standard')$$, 'while it lasts');

-- Exemptions.
select tax.add_tax_exemption(test.account('beverly'), 'resale', 'R-77', 'US-CA');
select results_eq($$select * from test.taxes('beverly') limit 2$$,
  $$values ('US-CA sales 0 0.00 exempt'), ('US-CA/la-transit sales 0 0.00 exempt')$$,
  'A certificate of the state covers what it collects');
select is(test.note('beverly'), 'Exempt: resale, certificate R-77.', 'and is printed');
select results_eq($$select * from test.taxes('beverly', on_date => '2026-02-28')
  where taxes like '%exempt%'$$, $$select '' where false$$, 'from its first day on');
select tax.add_tax_exemption(test.account('berlin'), 'embassy');
select is(test.note('berlin'), 'Exempt: embassy.', 'An exemption without a place is of all taxes');
select results_eq($$select * from test.taxes('berlin team')$$,
  $$values ('DE vat 19 19.00 standard')$$, 'but of the account alone');
select tax.add_tax_exemption(test.account('berlin'), 'embassy', covers_subsidiaries => true);
select results_eq($$select * from test.taxes('berlin team')$$,
  $$values ('DE vat 0 0.00 exempt')$$, 'unless it covers those below');
select tax.add_tax_exemption(test.account('vancouver'), 'charity', jurisdiction => 'CA-BC');
select results_eq($$select * from test.taxes('vancouver')$$,
  $$values ('CA gst 5 5.00 standard'), ('CA-BC pst 0 0.00 not_registered')$$,
  'A province''s exemption leaves the federal tax');

-- Prices that hold their tax.
select results_eq($$select * from test.taxes('quebec', 114.98, inclusive => true)$$,
  $$values ('CA gst 5 5.00 standard'), ('CA-QC qst 9.975 9.98 standard')$$,
  'Taxes are taken out of a gross price');
select is((select taxable::numeric from tax.quote(test.account('quebec'), 114.98,
  is_inclusive => true) limit 1), 100.00, 'and the net is what is left');
select tax.change_tax_settings(prices_include_tax => true);
select results_eq($$select * from test.taxes('toronto', 113)$$,
  $$values ('CA-ON hst 13 13.00 standard')$$, 'as the tenant''s settings say');
select tax.change_tax_settings(prices_include_tax => false, default_category => 'reduced');
select results_eq($$select * from test.taxes('paris')$$, $$values ('FR vat 5.5 5.50 standard')$$,
  'Products without a category have the tenant''s');
select catalog.create_product('Atlas', tax_category => 'super_reduced');
select is((select rate::numeric from tax.quote(test.account('paris'), 100, test.product('Atlas'))), 2.1,
  'or their own');

select throws_ok($$select * from tax.quote(uuidv7(), 1)$$, 'NOTFD', 'No account has this id.',
  'An unknown account is not found');
select throws_ok($$select * from tax.quote(test.account('paris'), 1, uuidv7())$$, 'NOTFD', null,
  'nor an unknown product');
select throws_ok($$select * from tax.quote(test.account('paris'), 1, currency => 'XXX')$$, 'INPUT',
  null, 'nor taxed what is no money');
select test.as('finance', 'other');
select throws_ok($$select * from tax.quote(test.account('paris'), 1)$$, 'NOTFD', null,
  'nor another tenant''s');
