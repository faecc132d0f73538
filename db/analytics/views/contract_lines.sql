-- The terms that hold today by the tenant's clock; those of its first day where a line has not
-- begun, of its last where it is over.
create or replace view analytics.contract_lines
  with (security_invoker = true, security_barrier = true) as
  select
    l.id, l.contract_id, c.contract_number, c.status as contract_status, c.currency, l.account_id,
    a.account_name, l.product_id, p.name as product_name, l."position", l.description,
    l.pricing_model, l.price_interval, l.start_date, l.end_date,
    lower(t.valid) as terms_start_date, kernel.last_day(t.valid) as terms_end_date, t.quantity,
    t.committed_quantity,
    greatest(t.quantity, t.committed_quantity, t.minimum_quantity)::kernel.quantity
      as billed_quantity,
    t.unit_price, to_jsonb(t.tiers) as tiers, t.package_size, t.free_units, t.discount_percent
  from sales.contract_lines as l
  join sales.contracts as c on c.tenant_id = l.tenant_id and c.id = l.contract_id
  join customers.accounts as a on a.tenant_id = l.tenant_id and a.id = l.account_id
  left join catalog.products as p on p.tenant_id = l.tenant_id and p.id = l.product_id
  left join sales.contract_line_terms as t
    on t.tenant_id = l.tenant_id and t.line_id = l.id
    and t.valid @> least(greatest((select tenancy.today()), l.start_date), l.end_date);
comment on view analytics.contract_lines is
  'Products and services of contracts, with the terms that hold now.';
comment on column analytics.contract_lines.id is 'Identifies the line.';
comment on column analytics.contract_lines.contract_id is 'The contract.';
comment on column analytics.contract_lines.contract_number is 'Its number.';
comment on column analytics.contract_lines.contract_status is
  'draft, active, expired or cancelled.';
comment on column analytics.contract_lines.currency is 'ISO 4217; of the prices.';
comment on column analytics.contract_lines.account_id is 'The account that the line serves.';
comment on column analytics.contract_lines.account_name is 'Its name.';
comment on column analytics.contract_lines.product_id is 'The product, if it is in the catalog.';
comment on column analytics.contract_lines.product_name is 'Its name.';
comment on column analytics.contract_lines.position is 'Order on the contract, from 1.';
comment on column analytics.contract_lines.description is 'What it is, as invoices print it.';
comment on column analytics.contract_lines.pricing_model is
  'flat, per_unit, volume, graduated, package or stairstep; minimum: what is charged at least.';
comment on column analytics.contract_lines.price_interval is
  'The time that a price is for: month, quarter, year or one_time; of a minimum, term as well.';
comment on column analytics.contract_lines.start_date is 'First day of service.';
comment on column analytics.contract_lines.end_date is 'Last day of service, inclusive.';
comment on column analytics.contract_lines.terms_start_date is 'First day of the terms shown.';
comment on column analytics.contract_lines.terms_end_date is
  'Last day of the terms shown, inclusive.';
comment on column analytics.contract_lines.quantity is 'Seats or units in use.';
comment on column analytics.contract_lines.committed_quantity is 'At least so many are billed.';
comment on column analytics.contract_lines.billed_quantity is
  'What is billed: the most of those in use, committed, the product''s minimum.';
comment on column analytics.contract_lines.unit_price is 'Price of a unit for the price interval.';
comment on column analytics.contract_lines.tiers is
  'Price tiers {up_to, unit_price, flat_fee}, for models that have them.';
comment on column analytics.contract_lines.package_size is 'Units in a package.';
comment on column analytics.contract_lines.free_units is 'Units that are free, before packages.';
comment on column analytics.contract_lines.discount_percent is 'Discount of the line.';
grant select on analytics.contract_lines to tenor_analyst;
