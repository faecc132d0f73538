-- Whose tax a seller charges: each combination of registrations, place and customer, as the table in
-- db/tax/README.md has it. Each seller is registered on a day of its own, so that one tenant is all.
select test.provision('acme', '2026-03-01T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
grant execute on function test.account to public;

select test.as('finance', 'acme');
select customers.create_account(v.name, billing_address => row(null, null, 'Town', v.state, null,
  v.country)::customers.postal_address, tax_id => v.tax_id)
from (values
  ('DE consumer', null, 'DE', null), ('DE business', null, 'DE', 'DE136695976'),
  ('FR consumer', null, 'FR', null), ('FR business', null, 'FR', 'FR40303265045'),
  ('FR failed id', null, 'FR', 'FR83404833048'), ('FR foreign id', null, 'FR', 'DE129273398'),
  ('IT consumer', null, 'IT', null), ('IT business', null, 'IT', 'IT00743110157'),
  ('GB', null, 'GB', null), ('CH', null, 'CH', null), ('CA', 'ON', 'CA', null),
  ('US-CA', 'CA', 'US', null), ('US-TX', 'TX', 'US', null), ('US', null, 'US', null),
  ('BR', null, 'BR', null)
) as v (name, state, country, tax_id);
select customers.create_account('nowhere');
select tax.record_tax_id_check(test.account('FR failed id'), 'FR83404833048', false);

select tax.add_tax_registration(g.jurisdiction, 'No. 1', g.on_day, g.on_day, g.scheme,
  g.is_established)
from (values
  ('DE', 'standard', true, date '2026-03-02'),
  ('DE', 'standard', true, '2026-03-03'), ('DE', 'oss', true, '2026-03-03'),
  ('DE', 'standard', true, '2026-03-04'), ('FR', 'standard', false, '2026-03-04'),
  ('DE', 'standard', true, '2026-03-05'), ('FR', 'standard', true, '2026-03-05'),
  ('FR', 'standard', false, '2026-03-06'),
  ('IE', 'oss', false, '2026-03-07'),
  ('GB', 'standard', true, '2026-03-08'),
  ('CH', 'standard', true, '2026-03-09'),
  ('US-CA', 'standard', true, '2026-03-10'),
  ('CA', 'standard', true, '2026-03-11'),
  ('BR', 'standard', true, '2026-03-12')
) as g (jurisdiction, scheme, is_established, on_day);

-- A minus is not_registered, a circle outside_scope.
select is(
  (select string_agg(case q.treatment when 'standard'
        then concat_ws(' ', q.jurisdiction, trim_scale(q.rate)) when 'not_registered' then '-'
        when 'outside_scope' then 'o' else q.treatment end, ', ' order by q.place)
    from tax.quote(test.account(c.customer), 100, on_date => s.on_day) as q),
  s.outcomes[c.n], format('%s, to %s: %s', s.seller, c.customer, s.outcomes[c.n]))
from (values
  ('registered nowhere', date '2026-03-01', array[
    '-', '-', '-', '-', '-', '-', '-', '-', '-', '-', '-', '-', '-', '-', '-', '-']),
  ('established in DE', '2026-03-02', array[
    'DE 19', 'DE 19', 'DE 19', 'reverse_charge', 'DE 19', 'DE 19', 'DE 19', 'reverse_charge', 'o',
    'o', 'o', 'o', 'o', 'no_address', 'o', 'no_address']),
  ('established in DE, One Stop Shop', '2026-03-03', array[
    'DE 19', 'DE 19', 'FR 20', 'reverse_charge', 'FR 20', 'FR 20', 'IT 22', 'reverse_charge', 'o',
    'o', 'o', 'o', 'o', 'no_address', 'o', 'no_address']),
  ('established in DE, registered in FR', '2026-03-04', array[
    'DE 19', 'DE 19', 'FR 20', 'reverse_charge', 'FR 20', 'FR 20', 'DE 19', 'reverse_charge', 'o',
    'o', 'o', 'o', 'o', 'no_address', 'o', 'no_address']),
  ('established in DE and FR', '2026-03-05', array[
    'DE 19', 'DE 19', 'FR 20', 'FR 20', 'FR 20', 'FR 20', 'DE 19', 'reverse_charge', 'o', 'o',
    'o', 'o', 'o', 'no_address', 'o', 'no_address']),
  ('registered in FR, established elsewhere', '2026-03-06', array[
    '-', 'reverse_charge', 'FR 20', 'reverse_charge', 'FR 20', 'FR 20', '-', 'reverse_charge',
    '-', '-', '-', '-', '-', 'no_address', '-', 'no_address']),
  ('One Stop Shop alone', '2026-03-07', array[
    'DE 19', 'reverse_charge', 'FR 20', 'reverse_charge', 'FR 20', 'FR 20', 'IT 22',
    'reverse_charge', '-', '-', '-', '-', '-', 'no_address', '-', 'no_address']),
  ('established in GB', '2026-03-08', array[
    'o', 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'GB 20', 'o', 'o', 'o', 'o', 'no_address', 'o',
    'no_address']),
  ('established in CH', '2026-03-09', array[
    'o', 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'CH 8.1', 'o', 'o', 'o', 'no_address', 'o',
    'no_address']),
  ('registered in California', '2026-03-10', array[
    '-', '-', '-', '-', '-', '-', '-', '-', '-', '-', '-', 'US-CA 7.25', '-', 'no_address', '-',
    'no_address']),
  ('registered in Canada', '2026-03-11', array[
    'o', 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'CA-ON 13', 'o', 'o', 'no_address', 'o',
    'no_address']),
  ('registered where no rate is known', '2026-03-12', array[
    'o', 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'no_address', 'no_rate',
    'no_address'])
) as s (seller, on_day, outcomes)
cross join unnest(array[
    'DE consumer', 'DE business', 'FR consumer', 'FR business', 'FR failed id',
    'FR foreign id', 'IT consumer', 'IT business', 'GB', 'CH', 'CA', 'US-CA', 'US-TX', 'US',
    'BR', 'nowhere'
  ]) with ordinality as c (customer, n);

-- Before a rate is known.
select tax.add_tax_registration('DE', 'No. 2', '2023-05-01', '2023-06-30');
select tax.add_tax_registration('IE', 'No. 3', '2023-06-01', '2023-06-30', 'oss', false);
select is((select q.treatment from tax.quote(test.account('FR consumer'), 100,
  on_date => '2023-05-01') as q), 'no_rate', 'Of a day whose rate at home is unknown it is unknown');
select is((select q.treatment from tax.quote(test.account('FR consumer'), 100,
  on_date => '2023-06-01') as q), 'no_rate', 'and of the customer''s under the One Stop Shop');

-- Categories and own rates follow the place whose law holds.
select is((select q.rate::numeric from tax.quote(test.account('FR consumer'), 100,
  tax_category => 'reduced', on_date => '2026-03-02') as q), 7.0, 'A reduced rate is the origin''s');
select tax.add_tax_rate('DE', 0, 'care', treatment => 'exempt', valid_from => '2026-03-02');
select is((select q.treatment from tax.quote(test.account('FR consumer'), 100,
  tax_category => 'care', on_date => '2026-03-02') as q), 'exempt', 'and so is what it exempts');
select is((select q.treatment from tax.quote(test.account('FR business'), 100,
  tax_category => 'care', on_date => '2026-03-02') as q), 'reverse_charge',
  'which is nothing to a business elsewhere');
