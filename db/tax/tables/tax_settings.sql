-- How a tenant reckons its taxes. One row a tenant, made when it is provisioned.
create table if not exists tax.tax_settings (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  rounding_mode text not null default 'invoice',
  prices_include_tax boolean not null default false,
  default_category text not null default 'standard',
  needs_tax_id_check boolean not null default false,
  provider text not null default 'builtin',
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_settings_one_per_tenant_key unique (tenant_id),
  constraint tax_settings_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint tax_settings_rounding_mode_check check (rounding_mode in ('invoice', 'line')),
  constraint tax_settings_default_category_check
    check (length(btrim(default_category)) between 1 and 100),
  constraint tax_settings_provider_check check (provider in ('builtin', 'stripe'))
);
comment on table tax.tax_settings is 'How a tenant reckons its taxes.';
comment on column tax.tax_settings.tenant_id is 'The tenant.';
comment on column tax.tax_settings.id is 'Identifies the settings.';
comment on column tax.tax_settings.rounding_mode is
  'invoice: each rate''s tax is rounded once per invoice; line: each line''s tax is rounded.';
comment on column tax.tax_settings.prices_include_tax is
  'Whether prices are gross where nothing else is said.';
comment on column tax.tax_settings.default_category is
  'Tax category of products that have none, and of lines without a product.';
comment on column tax.tax_settings.needs_tax_id_check is
  'Whether reverse charge waits for a positive check of the customer''s tax id; else its form '
  'counts until a check fails.';
comment on column tax.tax_settings.provider is
  'Who assesses: builtin (rates, registrations and exemptions kept here) or stripe (Stripe Tax).';
comment on column tax.tax_settings.updated_at is 'When they last changed.';
comment on constraint tax_settings_one_per_tenant_key on tax.tax_settings is
  'The tenant has its tax settings already.';
comment on constraint tax_settings_rounding_mode_check on tax.tax_settings is
  'Tax is rounded per invoice or per line.';
comment on constraint tax_settings_default_category_check on tax.tax_settings is
  'A tax category has 1 to 100 characters.';
comment on constraint tax_settings_provider_check on tax.tax_settings is
  'A tax provider is builtin or stripe.';

-- Who may touch it: members read, tax changes by command.
alter table tax.tax_settings enable row level security;
alter table tax.tax_settings force row level security;
drop policy if exists tenant_isolation on tax.tax_settings;
create policy tenant_isolation on tax.tax_settings as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_settings;
create policy owner_all on tax.tax_settings to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_settings;
create policy select_member on tax.tax_settings for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_settings to tenor_viewer;

create or replace trigger _100_touch before update on tax.tax_settings
  for each row execute function tenancy.tg__touch();
select audit.watch('tax.tax_settings');
