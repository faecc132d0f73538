-- Where the law says how tax is rounded, the tenant's setting says nothing.
select test.provision('acme', clock_at => '2026-03-15T12:00:00Z', currency => 'JPY');
create table test.named (name text primary key, id uuid not null);
grant select, insert on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name
$$;
create function test.five(name text, customer text) returns void language sql as $$
  insert into test.named
  select five.name, i.id
  from billing.create_invoice(test.id(customer), items => array(
    select (null, null, 'Part ' || n, 1, 105, 0, null, null, null, null)
      ::billing.invoice_item_input from generate_series(1, 5) as n)) as i
$$;
grant execute on all functions in schema test to public;

select test.as('finance', 'acme');
select tax.change_tax_settings(rounding_mode => 'line');
select tax.add_tax_registration(c, c || ' 1', '2026-01-01'), tax.add_tax_rate(c, 10,
  valid_from => '2026-01-01')
from unnest('{JP,KR}'::text[]) as c;
insert into test.named
select v.name, (customers.create_account(v.name,
  billing_address => row('1', null, v.name, null, '1000', v.country)::customers.postal_address)).id
from (values ('Osaka', 'JP'), ('Seoul', 'KR')) as v (name, country);
select test.five('by law', 'Osaka'), test.five('by the setting', 'Seoul');
select is((select i.tax::numeric from billing.invoices as i where i.id = test.id('by law')),
  53::numeric, 'In Japan the tax of a rate is rounded once, though the seller rounds by line');
select is((select i.tax::numeric from billing.invoices as i where i.id = test.id('by the setting')),
  55::numeric, 'Elsewhere as he says');
select is_empty(
  $$select item.id from billing.invoice_items as item
    where not (billing.invoice_items_explanation(item)).agrees$$, 'which is explained');
select test.as('viewer', 'acme');
select isnt_empty('select from tax.rounding_rules where country = ''JP''',
  'The law is there to read');
