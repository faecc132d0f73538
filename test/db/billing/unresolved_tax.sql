-- Tax whose place or rate is not known is not zero: the draft waits, everything else goes on.
select test.provision('acme', '2026-02-01T12:00:00Z');
select test.provision('plain', '2026-02-01T12:00:00Z');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.sign(name text, country text default null, state text default null,
    payer text default null) returns void language sql as $$
  select customers.create_account(name, parent_account_id => test.account(payer),
    payer => case when payer is not null then 'parent' end,
    billing_address => case when country is not null
      then row(null, null, 'Town', state, null, country)::customers.postal_address end);
  select sales.create_contract(test.account(name), '2026-02-01', '2027-01-31', seat_count => 1,
    seat_price => 100, billing_frequency => 'monthly', contract_number => name) $$;
create function test.draft(name text) returns uuid language sql security definer as $$
  select i.id from billing.invoices as i
  where i.account_id = test.account(name) and i.status = 'draft'
  order by i.issue_date limit 1 $$;
create function test.bill_batches() returns void language sql security definer as $$
  select billing.bill_batch(b.id) from billing.run_batches as b where b.status = 'queued' $$;
create function test.stand() returns setof text language sql security definer as $$
  select concat_ws(' ', a.account_name, i.status, i.tax::numeric)
  from billing.invoices as i join customers.accounts as a on a.id = i.account_id
  where i.tenant_id = tenancy.current_tenant_id()
  order by a.account_name, i.issue_date, i.status $$;
create function test.field_of_refusal(name text) returns text language plpgsql as $$
declare
  v_field text;
begin
  perform billing.finalize_invoice(test.draft(name));
  return null;
exception when sqlstate 'TAXUN' then
  get stacked diagnostics v_field = column_name;
  return v_field;
end $$;
grant execute on all functions in schema test to public;

-- A seller without registrations is never stopped.
select test.as('admin', 'plain');
update tenancy.tenants set finalize_after_days = 0;
select test.sign('Nowhere');
select billing.start_billing_run('2026-02-01');
select test.as('worker', 'plain');
select test.bill_batches();
select results_eq('select test.stand()', $$values ('Nowhere open 0.00')$$,
  'Who is registered nowhere owes nothing anywhere: issued at once');
select test.as('viewer', 'plain');
select is_empty('select * from billing.item_taxes', 'and nothing is said of tax');

-- Who is registered.
select test.as('admin', 'acme');
update tenancy.tenants set finalize_after_days = 0;
select tax.add_tax_registration('DE', 'DE811569869', '2026-01-01');
select tax.add_tax_registration('BR', '1', '2026-01-01');
select test.sign('Berlin', 'DE');
select test.sign('Homeless');
select test.sign('Stateless', 'US');
select test.sign('Rio', 'BR');
select test.sign('Group', 'DE');
select test.sign('Team', 'US', payer => 'Group');
select test.sign('Free');
select sales.apply_discount(c.id, percent => 100, reason => 'A gift') from sales.contracts as c
where c.contract_number = 'Free';
select billing.start_billing_run('2026-02-01');
select test.bill_batches();
select results_eq('select test.stand()', $$values ('Berlin open 19.00'), ('Free paid 0.00'),
  ('Group draft 19.00'), ('Homeless draft 0.00'), ('Rio draft 0.00'), ('Stateless draft 0.00')$$,
  'What is not known waits as a draft, what is goes out; the tax of nothing is nothing');
select results_eq($$select c.contract_number, f.code, f.message from billing.run_failures as f
    join sales.contracts as c on c.id = f.contract_id order by c.contract_number collate "C"$$,
  $$values ('Group', 'tax_unresolved', 'The tax of what serves Team is unknown: '
      'The address names no state of United States.'),
    ('Homeless', 'tax_unresolved', 'The tax of what serves Homeless is unknown: '
      'The account has no address with a country.'),
    ('Rio', 'tax_unresolved', 'The tax of what serves Rio is unknown: '
      'No tax rate of Brazil is known for this day.'),
    ('Stateless', 'tax_unresolved', 'The tax of what serves Stateless is unknown: '
      'The address names no state of United States.'),
    ('Team', 'tax_unresolved', 'The tax of what serves Team is unknown: '
      'The address names no state of United States.')$$, 'The run says of whom, and why');
select results_eq('select status, failures_count from billing.billing_runs',
  $$values ('completed', 5)$$, 'and is done');
select is((select count(*) from events.events as e
  where e.tenant_id = tenancy.current_tenant_id() and e.type = 'invoice.finalized'), 2::bigint,
  'What waits has no effect yet');

-- It cannot be issued, and says what is missing.
select test.as('finance', 'acme');
select throws_ok($$select billing.finalize_invoice(test.draft('Homeless'))$$, 'TAXUN',
  'The tax of what serves Homeless is unknown: The account has no address with a country.',
  'Nobody issues it');
select is(test.field_of_refusal('Homeless'),
  format('accounts/%s/billing_address/country', test.account('Homeless')), 'The address is missing');
select is(test.field_of_refusal('Group'),
  format('accounts/%s/billing_address/state', test.account('Team')),
  'or the state, of the account that is served');
select is(test.field_of_refusal('Rio'), 'tax/rates/BR', 'or the rate');
select test.root('acme');
select is(billing.finalize_due(null), '{"invoices_finalized": 0}', 'The day does not issue it');
select is((select jsonb_array_length(j.payload -> 'invoice_ids') from events.jobs as j
  where j.task = 'billing/retax_drafts' and j.tenant_id = test.tenant('acme')), 4,
  'but has it taxed anew, in case it was mended');

-- Mended, it goes out.
select test.as('finance', 'acme');
select customers.set_address(test.account('Homeless'), 'billing',
  row(null, null, 'Bonn', null, null, 'DE'));
select customers.set_address(test.account('Stateless'), 'billing',
  row(null, null, 'Austin', 'TX', null, 'US'));
select throws_ok($$select billing.finalize_invoice(test.draft('Homeless'))$$, 'TAXUN', null,
  'An address alone is not yet its tax');
select test.as('worker', 'acme');
select billing.retax_drafts();
select results_eq('select test.stand()', $$values ('Berlin open 19.00'), ('Free paid 0.00'),
  ('Group draft 19.00'), ('Homeless open 19.00'), ('Rio draft 0.00'), ('Stateless open 0.00')$$,
  'Taxed anew, what is known and was due is issued; the others wait on');
select test.as('finance', 'acme');
select tax.add_tax_rate('BR', 17, valid_from => '2026-01-01', kind => 'vat');
select customers.set_address(test.account('Team'), 'billing',
  row(null, null, 'Dallas', 'Texas', null, 'US'));
select test.as('worker', 'acme');
select billing.retax_drafts();
select results_eq('select test.stand()', $$values ('Berlin open 19.00'), ('Free paid 0.00'),
  ('Group open 19.00'), ('Homeless open 19.00'), ('Rio open 17.00'), ('Stateless open 0.00')$$,
  'until they are mended too');

-- What a person writes.
select test.as('finance', 'acme');
select customers.create_account('Walk-in');
select billing.create_invoice(test.account('Walk-in'), items => array[
  (null, null, 'Work', 1, 100, null, null, null, null, null)::billing.invoice_item_input]);
select throws_ok($$select billing.finalize_invoice(test.draft('Walk-in'))$$, 'TAXUN', null,
  'A draft by hand waits as well');
select billing.remove_invoice_item(test.draft('Walk-in'), item.id)
from billing.invoice_items as item where item.invoice_id = test.draft('Walk-in');
select billing.add_invoice_item(test.draft('Walk-in'), 'Work', 1, 100, tax => 19);
select lives_ok($$select billing.finalize_invoice(test.draft('Walk-in'))$$,
  'unless the tax is given by hand');
select billing.create_invoice(test.account('Walk-in'), items => array[
  (null, null, 'Gift', 1, 100, 100, null, null, null, null)::billing.invoice_item_input]);
select lives_ok($$select billing.finalize_invoice(test.draft('Walk-in'))$$,
  'or nothing is asked');

-- Addresses.
select throws_ok($$select customers.create_account('x',
  billing_address => row(null, null, null, null, null, 'XX'))$$, 'INPUT',
  'No country has the code XX.', 'No country, no address');
select throws_ok($$select customers.set_address(test.account('Rio'), 'shipping',
  row(null, null, null, 'Teksas', null, 'US'))$$, 'INPUT', 'No state of US is called Teksas.',
  'nor an unknown state of the United States');
select throws_ok($$update customers.addresses set state = 'ZZ', country = 'CA'
  where account_id = test.account('Rio')$$, 'INPUT', 'No state of CA is called ZZ.',
  'or province of Canada');
select lives_ok($$select customers.set_address(test.account('Rio'), 'shipping',
  row(null, null, 'San Juan', 'PR', null, 'US'))$$, 'Outlying areas are known');
select lives_ok($$select customers.set_address(test.account('Rio'), 'shipping',
  row(null, null, 'London', 'Greater London', null, 'uk'))$$,
  'Elsewhere a state is what people write');
select is((select a.country from customers.addresses as a
  where a.account_id = test.account('Rio') and a.kind = 'shipping'), 'GB', 'UK is GB, by ISO');
