-- What is sold. What it costs stands in prices, by currency and day.
create table if not exists catalog.products (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  name text not null,
  description text,
  sku text,
  min_seats int not null default 1,
  max_seats int,
  seat_increment int not null default 1,
  tax_category text,
  is_addon boolean not null default false,
  active boolean not null default true,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint products_sku_key unique (tenant_id, sku),
  constraint products_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint products_name_check
    check (length(btrim(name)) between 1 and 255 and name !~ '[[:cntrl:]]'),
  constraint products_description_check check (length(description) <= 5000),
  constraint products_sku_check check (length(btrim(sku)) between 1 and 100),
  constraint products_min_seats_check check (min_seats between 0 and 1000000000),
  constraint products_max_seats_check check (max_seats between 1 and 1000000000),
  constraint products_max_not_below_min_seats_check check (max_seats >= min_seats),
  constraint products_seat_increment_check check (seat_increment between 1 and 1000000),
  constraint products_tax_category_check check (length(btrim(tax_category)) between 1 and 100),
  constraint products_metadata_check check (
    jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) <= 16384)
);
create index if not exists products_name_idx on catalog.products (tenant_id, name, id);
create index if not exists products_active_idx on catalog.products (tenant_id, active, id);
comment on table catalog.products is 'What is sold.';
comment on column catalog.products.tenant_id is 'The tenant.';
comment on column catalog.products.id is 'Identifies the product.';
comment on column catalog.products.name is 'Name on contracts and invoices.';
comment on column catalog.products.description is 'What it is.';
comment on column catalog.products.sku is 'The tenant''s own article number, unique.';
comment on column catalog.products.min_seats is 'Fewest seats billed.';
comment on column catalog.products.max_seats is
  'Most seats sold to one contract line; null is any.';
comment on column catalog.products.seat_increment is
  'Seats are sold in multiples of this; 1 leaves the quantity free.';
comment on column catalog.products.tax_category is 'What kind of good it is, for taxes.';
comment on column catalog.products.is_addon is 'Whether it is sold beside another product only.';
comment on column catalog.products.active is 'Whether it is sold; old contracts keep it.';
comment on column catalog.products.metadata is 'The tenant''s own fields: an object up to 16 kB.';
comment on column catalog.products.created_at is 'When it was created.';
comment on column catalog.products.updated_at is 'When it last changed.';
comment on constraint products_sku_key on catalog.products is 'A product with this SKU exists.';
comment on constraint products_name_check on catalog.products is
  'A product name has 1 to 255 characters on one line.';
comment on constraint products_description_check on catalog.products is
  'A description has at most 5000 characters.';
comment on constraint products_sku_check on catalog.products is 'A SKU has 1 to 100 characters.';
comment on constraint products_min_seats_check on catalog.products is
  'The fewest seats are 0 to 1,000,000,000.';
comment on constraint products_max_seats_check on catalog.products is
  'The most seats are 1 to 1,000,000,000.';
comment on constraint products_max_not_below_min_seats_check on catalog.products is
  'The most seats are fewer than the fewest.';
comment on constraint products_seat_increment_check on catalog.products is
  'A seat increment is 1 to 1,000,000.';
comment on constraint products_tax_category_check on catalog.products is
  'A tax category has 1 to 100 characters.';
comment on constraint products_metadata_check on catalog.products is
  'Metadata is a JSON object of at most 16 kB.';

-- Who may touch it: members read, sales and finance change it. Analysts read names.
alter table catalog.products enable row level security;
alter table catalog.products force row level security;
drop policy if exists tenant_isolation on catalog.products;
create policy tenant_isolation on catalog.products as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on catalog.products;
create policy owner_all on catalog.products to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on catalog.products;
create policy select_member on catalog.products for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on catalog.products;
create policy select_analyst on catalog.products for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on catalog.products;
create policy update_sales on catalog.products for update to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on catalog.products to tenor_viewer, tenor_analyst;
grant update (name, description, sku, min_seats, max_seats, seat_increment, tax_category, is_addon,
  active, metadata)
  on catalog.products to tenor_sales, tenor_finance;
-- No insert: a product comes with its first price. No delete: contracts and invoices name it.

create or replace trigger _100_touch before update on catalog.products
  for each row execute function tenancy.tg__touch();
create or replace trigger _250_no_card_number before insert or update of name, description, sku,
  metadata
  on catalog.products for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.name, new.description, new.sku,
    new.metadata::text)))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _900_announce_insert after insert on catalog.products
  referencing new table as new_rows
  for each statement execute function catalog.tg_products__announce();
create or replace trigger _900_announce_update after update on catalog.products
  referencing old table as old_rows new table as new_rows
  for each statement execute function catalog.tg_products__announce();
select audit.watch('catalog.products');
