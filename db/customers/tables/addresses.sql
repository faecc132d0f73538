-- Where accounts are billed and delivered to. An account without one uses its parent's.
create table if not exists customers.addresses (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  kind text not null default 'billing',
  label text,
  is_default boolean not null default false,
  line1 text,
  line2 text,
  city text,
  state text,
  postal_code text,
  country text,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint addresses_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint addresses_account_fkey foreign key (tenant_id, account_id)
    references customers.accounts (tenant_id, id),
  -- A unique constraint cannot be partial, and a unique index cannot carry a sentence.
  constraint addresses_one_default_excl exclude using btree
    (tenant_id with =, account_id with =, kind with =) where (is_default),
  constraint addresses_kind_check check (kind in ('billing', 'shipping', 'other')),
  constraint addresses_label_check check (length(btrim(label)) between 1 and 100),
  constraint addresses_says_where_check
    check (num_nonnulls(line1, line2, city, state, postal_code, country) > 0),
  constraint addresses_lines_check check (
    length(line1) between 1 and 255 and length(line2) between 1 and 255
    and length(city) between 1 and 100 and length(state) between 1 and 100
    and length(postal_code) between 1 and 20),
  constraint addresses_country_check check (country ~ '^[A-Z]{2}$')
);
create index if not exists addresses_account_idx
  on customers.addresses (tenant_id, account_id, kind);
comment on table customers.addresses is 'Billing, shipping and other addresses of accounts.';
comment on column customers.addresses.tenant_id is 'The tenant.';
comment on column customers.addresses.id is 'Identifies the address.';
comment on column customers.addresses.account_id is 'The account that has it.';
comment on column customers.addresses.kind is 'billing, shipping or other.';
comment on column customers.addresses.label is 'What people call it, such as Munich plant.';
comment on column customers.addresses.is_default is 'The one used, of those of its kind.';
comment on column customers.addresses.line1 is 'Street and number.';
comment on column customers.addresses.line2 is 'Suite, floor, care of.';
comment on column customers.addresses.city is 'City.';
comment on column customers.addresses.state is 'State or province.';
comment on column customers.addresses.postal_code is 'Postal code.';
comment on column customers.addresses.country is 'Country, ISO 3166-1 alpha-2.';
comment on column customers.addresses.created_at is 'When it was added.';
comment on column customers.addresses.updated_at is 'When it last changed.';
comment on constraint addresses_account_fkey on customers.addresses is 'No account has this id.';
comment on constraint addresses_one_default_excl on customers.addresses is
  'Another address of this kind became the default at the same time.';
comment on constraint addresses_kind_check on customers.addresses is
  'An address is billing, shipping or other.';
comment on constraint addresses_label_check on customers.addresses is
  'A label has 1 to 100 characters.';
comment on constraint addresses_says_where_check on customers.addresses is
  'An address needs at least one line.';
comment on constraint addresses_lines_check on customers.addresses is
  'A line of an address is empty or too long.';
comment on constraint addresses_country_check on customers.addresses is
  'A country is an ISO 3166-1 code of two capital letters.';

-- Who may touch it: members read, sales and finance change; those of a deleted account vanish.
alter table customers.addresses enable row level security;
alter table customers.addresses force row level security;
drop policy if exists tenant_isolation on customers.addresses;
create policy tenant_isolation on customers.addresses as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on customers.addresses;
create policy owner_all on customers.addresses to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on customers.addresses;
create policy select_member on customers.addresses for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id())
    and exists (
      select from customers.accounts as a
      where a.tenant_id = addresses.tenant_id and a.id = addresses.account_id));
drop policy if exists insert_sales on customers.addresses;
create policy insert_sales on customers.addresses for insert to tenor_sales, tenor_finance
  with check (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on customers.addresses;
create policy update_sales on customers.addresses for update to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists delete_sales on customers.addresses;
create policy delete_sales on customers.addresses for delete to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on customers.addresses to tenor_viewer;
grant insert (account_id, kind, label, is_default, line1, line2, city, state, postal_code, country),
  update (kind, label, is_default, line1, line2, city, state, postal_code, country),
  delete on customers.addresses to tenor_sales, tenor_finance;

create or replace trigger _100_touch before update on customers.addresses
  for each row execute function tenancy.tg__touch();
create or replace trigger _250_no_card_number before insert or update of label, line1, line2,
  city, state, postal_code
  on customers.addresses for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.label, new.line1, new.line2, new.city,
    new.state, new.postal_code)))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_belongs_to_account before insert on customers.addresses
  for each row execute function customers.tg__belongs_to_account();
-- Before, as the constraint would refuse the new default while the old one stands.
create or replace trigger _500_keep_one_default before insert or update on customers.addresses
  for each row when (new.is_default)
  execute function customers.tg_addresses__keep_one_default();
select audit.watch('customers.addresses');
