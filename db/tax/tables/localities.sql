-- Counties, cities and districts that tax, as far as the tenant sells there: thousands of them
-- exist in the US alone, and their rates change monthly. One stands below a state (or a country
-- without states) or below another.
create table if not exists tax.localities (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  code text not null,
  region text not null,
  level text not null,
  name text not null,
  path text[] not null,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint localities_code_key unique (tenant_id, code),
  constraint localities_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint localities_level_check check (level in ('county', 'city', 'district')),
  constraint localities_name_check
    check (length(btrim(name)) between 1 and 100 and name !~ '[[:cntrl:]]'),
  constraint localities_code_check check (
    code ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?(/[a-z0-9-]{1,60}){1,3}$' and starts_with(code, region)),
  constraint localities_path_check
    check (cardinality(path) between 1 and 3 and path[cardinality(path)] = code)
);
create index if not exists localities_region_idx on tax.localities (tenant_id, region, code);
comment on table tax.localities is 'Counties, cities and districts that levy a tax.';
comment on column tax.localities.tenant_id is 'The tenant.';
comment on column tax.localities.id is 'Identifies the locality.';
comment on column tax.localities.code is
  'Its jurisdiction code, unique: US-CA/los-angeles-county.';
comment on column tax.localities.region is 'The state, or country without states, it lies in.';
comment on column tax.localities.level is 'county, city or district.';
comment on column tax.localities.name is 'As printed, such as Los Angeles County.';
comment on column tax.localities.path is 'Codes of localities from the topmost down to this one.';
comment on column tax.localities.created_at is 'When it was added.';
comment on column tax.localities.updated_at is 'When it last changed.';
comment on constraint localities_code_key on tax.localities is
  'A locality with this name exists there.';
comment on constraint localities_level_check on tax.localities is
  'A locality is a county, city or district.';
comment on constraint localities_name_check on tax.localities is
  'A name has 1 to 100 characters on one line.';
comment on constraint localities_code_check on tax.localities is
  'The name of a locality needs a letter or digit, and it lies at most three deep.';
comment on constraint localities_path_check on tax.localities is
  'Localities lie at most three deep.';

-- Who may touch it: members read; tax adds by command and corrects names.
alter table tax.localities enable row level security;
alter table tax.localities force row level security;
drop policy if exists tenant_isolation on tax.localities;
create policy tenant_isolation on tax.localities as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.localities;
create policy owner_all on tax.localities to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.localities;
create policy select_member on tax.localities for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_tax on tax.localities;
create policy update_tax on tax.localities for update to tenor_tax
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.localities to tenor_viewer;
grant update (name) on tax.localities to tenor_tax;

create or replace trigger _100_touch before update on tax.localities
  for each row execute function tenancy.tg__touch();
create or replace trigger _250_no_card_number before insert or update of name
  on tax.localities for each row
  when (kernel.holds_card_number(new.name))
  execute function kernel.tg__refuse_card_number();
select audit.watch('tax.localities');
