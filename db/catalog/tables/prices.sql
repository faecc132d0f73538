-- What a product costs, in a currency, over a time. A new version ends the one before it.
create table if not exists catalog.prices (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  product_id uuid not null,
  currency text not null,
  valid daterange not null,
  valid_from date generated always as (lower(valid)) stored,
  valid_to date generated always as (upper(valid) - 1) stored,
  pricing_model text not null,
  unit_price kernel.unit_price,
  tiers catalog.tier[],
  package_size kernel.quantity,
  free_units kernel.quantity,
  price_interval text not null default 'month',
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint prices_one_at_a_time_key
    unique (tenant_id, product_id, currency, valid without overlaps),
  constraint prices_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint prices_product_fkey foreign key (tenant_id, product_id)
    references catalog.products (tenant_id, id),
  constraint prices_currency_check check (kernel.is_currency(currency)),
  constraint prices_pricing_model_check check (
    pricing_model in ('flat', 'per_unit', 'volume', 'graduated', 'package', 'stairstep')),
  constraint prices_single_has_price_check check (
    pricing_model not in ('flat', 'per_unit', 'package') or unit_price is not null),
  constraint prices_tiered_has_tiers_check check (
    (pricing_model in ('volume', 'graduated', 'stairstep')) = (tiers is not null)),
  constraint prices_tiers_check check (tiers is null or catalog.are_valid_tiers(tiers)),
  constraint prices_package_has_size_check check (
    (pricing_model = 'package') = (package_size is not null and free_units is not null)
    and package_size > 0),
  constraint prices_price_interval_check check (
    price_interval in ('month', 'quarter', 'year', 'one_time'))
);
-- The temporal key is a GiST index of ranges, which no query of a member can use.
create index if not exists prices_product_idx
  on catalog.prices (tenant_id, product_id, currency, valid_from);
comment on table catalog.prices is 'Price versions of products: one at a time per currency.';
comment on column catalog.prices.tenant_id is 'The tenant.';
comment on column catalog.prices.id is 'Identifies the price version.';
comment on column catalog.prices.product_id is 'The product.';
comment on column catalog.prices.currency is 'Currency, ISO 4217.';
comment on column catalog.prices.valid is 'Days on which the version is valid, half-open.';
comment on column catalog.prices.valid_from is
  'First day on which it is valid; null is since ever.';
comment on column catalog.prices.valid_to is 'Last day on which it is valid; null is open.';
comment on column catalog.prices.pricing_model is
  'flat, per_unit, volume, graduated, package or stairstep.';
comment on column catalog.prices.unit_price is
  'The price if flat, of a unit if per_unit, of a package if package; else the list price.';
comment on column catalog.prices.tiers is 'Tiers of volume, graduated and stairstep prices.';
comment on column catalog.prices.package_size is 'Units in a package.';
comment on column catalog.prices.free_units is 'Units before the first package is due.';
comment on column catalog.prices.price_interval is
  'What the price pays for: a month, quarter or year, or once (one_time).';
comment on column catalog.prices.created_at is 'When the version was added.';
comment on constraint prices_one_at_a_time_key on catalog.prices is
  'Another price of this product and currency is valid at that time.';
comment on constraint prices_product_fkey on catalog.prices is 'No product has this id.';
comment on constraint prices_currency_check on catalog.prices is
  'The currency is no ISO 4217 code in use.';
comment on constraint prices_pricing_model_check on catalog.prices is
  'A pricing model is flat, per_unit (seat_based), volume, graduated, package or stairstep.';
comment on constraint prices_single_has_price_check on catalog.prices is
  'The pricing model needs a price.';
comment on constraint prices_tiered_has_tiers_check on catalog.prices is
  'Volume, graduated and stairstep prices have tiers, others have none.';
comment on constraint prices_tiers_check on catalog.prices is
  'Tiers rise, have a price each, and only the last may be open.';
comment on constraint prices_package_has_size_check on catalog.prices is
  'Package prices have a package size above 0, others have none.';
comment on constraint prices_price_interval_check on catalog.prices is
  'A price interval is month, quarter, year or one_time.';

-- Who may touch it: members read.
alter table catalog.prices enable row level security;
alter table catalog.prices force row level security;
drop policy if exists tenant_isolation on catalog.prices;
create policy tenant_isolation on catalog.prices as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on catalog.prices;
create policy owner_all on catalog.prices to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on catalog.prices;
create policy select_member on catalog.prices for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on catalog.prices to tenor_viewer;
-- No insert, update or delete: versions come and end through commands. No updated_at: what was
-- valid stays as it was.

create or replace trigger _200_currency_in_use before insert or update of currency
  on catalog.prices for each row when (kernel.withdrawn_on(new.currency) is not null)
  execute function tenancy.tg__currency_in_use();
create or replace trigger _300_keep_past before update or delete on catalog.prices
  for each row execute function catalog.tg_prices__keep_past();
select audit.watch('catalog.prices');
