-- Where a legal entity is registered as a seller. Without a registration no tax is charged.
create table if not exists tax.tax_registrations (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  legal_entity_id uuid not null default tenancy.default_legal_entity_id(),
  jurisdiction text not null,
  scheme text not null default 'standard',
  number text not null,
  is_established boolean not null default true,
  return_interval text not null default 'month',
  valid_from date not null,
  valid_to date,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_registrations_one_at_a_time_excl exclude using gist (tenant_id with =,
    legal_entity_id with =, jurisdiction with =, scheme with =, daterange(valid_from, valid_to,
      '[]') with &&),
  constraint tax_registrations_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint tax_registrations_scheme_check check (scheme in ('standard', 'oss')),
  constraint tax_registrations_return_interval_check check (
    return_interval in ('month', 'quarter', 'year')
    and (scheme <> 'oss' or return_interval = 'quarter')),
  constraint tax_registrations_number_check
    check (length(btrim(number)) between 1 and 50 and number !~ '[[:cntrl:]]'),
  constraint tax_registrations_ends_after_start_check check (valid_to >= valid_from)
);
create index if not exists tax_registrations_jurisdiction_idx
  on tax.tax_registrations (tenant_id, jurisdiction, valid_from);
comment on table tax.tax_registrations is 'Where the tenant is registered to charge tax.';
comment on column tax.tax_registrations.tenant_id is 'The tenant.';
comment on column tax.tax_registrations.id is 'Identifies the registration.';
comment on column tax.tax_registrations.legal_entity_id is 'Who is registered.';
comment on column tax.tax_registrations.jurisdiction is 'Code of a jurisdiction or locality.';
comment on column tax.tax_registrations.scheme is
  'standard, or oss: the One Stop Shop of a member state, which serves consumers of the whole EU.';
comment on column tax.tax_registrations.number is 'The seller''s number there, as printed.';
comment on column tax.tax_registrations.is_established is
  'Whether the seller is established there, so that businesses are charged too; else, in the EU, '
  'they account for the tax themselves.';
comment on column tax.tax_registrations.return_interval is
  'How long the periods of its returns are: month, quarter or year; of a One Stop Shop quarter.';
comment on column tax.tax_registrations.valid_from is 'First day.';
comment on column tax.tax_registrations.valid_to is 'Last day; null is open.';
comment on column tax.tax_registrations.created_at is 'When it was added.';
comment on column tax.tax_registrations.updated_at is 'When it last changed.';
comment on constraint tax_registrations_legal_entity_fkey on tax.tax_registrations is
  'No legal entity has this id.';
comment on constraint tax_registrations_one_at_a_time_excl on tax.tax_registrations is
  'Another registration there is valid at that time.';
comment on constraint tax_registrations_scheme_check on tax.tax_registrations is
  'A scheme is standard or oss.';
comment on constraint tax_registrations_return_interval_check on tax.tax_registrations is
  'Returns are made by the month, quarter or year; those of a One Stop Shop by the quarter.';
comment on constraint tax_registrations_number_check on tax.tax_registrations is
  'A number has 1 to 50 characters on one line.';
comment on constraint tax_registrations_ends_after_start_check on tax.tax_registrations is
  'The last day lies before the first.';

-- Who may touch it: members read; tax adds and ends by commands, and corrects the rest.
alter table tax.tax_registrations enable row level security;
alter table tax.tax_registrations force row level security;
drop policy if exists tenant_isolation on tax.tax_registrations;
create policy tenant_isolation on tax.tax_registrations as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_registrations;
create policy owner_all on tax.tax_registrations to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_registrations;
create policy select_member on tax.tax_registrations for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_tax on tax.tax_registrations;
create policy update_tax on tax.tax_registrations for update to tenor_tax
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_registrations to tenor_viewer;
grant update (number, return_interval) on tax.tax_registrations to tenor_tax;

create or replace trigger _100_touch before update on tax.tax_registrations
  for each row execute function tenancy.tg__touch();
create or replace trigger _250_no_card_number before insert or update of number
  on tax.tax_registrations for each row
  when (kernel.holds_card_number(new.number))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_keep_interval before update of return_interval
  on tax.tax_registrations for each row when (new.return_interval <> old.return_interval)
  execute function tax.tg_tax_registrations__keep_interval();
select audit.watch('tax.tax_registrations');
