-- Countries and their states, the same for every tenant. What lies below a state is a locality of
-- the tenant that sells there. Belongs to the house, to no tenant; filled by data/.
create table if not exists tax.jurisdictions (
  code text not null primary key,
  parent_code text,
  level text not null,
  name text not null,
  tax_kind text not null default 'vat',
  is_taxed_by_states boolean not null default false,
  eu_from date,
  eu_to date,
  constraint jurisdictions_parent_fkey foreign key (parent_code)
    references tax.jurisdictions (code),
  constraint jurisdictions_level_check check (level in ('country', 'state')),
  constraint jurisdictions_code_check check (
    code ~ case level when 'country' then '^[A-Z]{2}$' else '^[A-Z]{2}-[A-Z0-9]{1,3}$' end),
  constraint jurisdictions_parent_is_country_check
    check ((level = 'country') = (parent_code is null) and parent_code = left(code, 2)),
  constraint jurisdictions_tax_kind_check
    check (tax_kind in ('vat', 'gst', 'hst', 'pst', 'qst', 'sales')),
  constraint jurisdictions_eu_is_of_countries_check check (eu_from is null or level = 'country')
);
create index if not exists jurisdictions_parent_idx on tax.jurisdictions (parent_code);
comment on table tax.jurisdictions is 'Countries and states that may levy a tax.';
comment on column tax.jurisdictions.code is 'ISO 3166-1 (DE) or 3166-2 (US-CA).';
comment on column tax.jurisdictions.parent_code is 'The country of a state.';
comment on column tax.jurisdictions.level is 'country, or state (province, territory).';
comment on column tax.jurisdictions.name is 'English name.';
comment on column tax.jurisdictions.tax_kind is
  'What is levied there as a rule: vat, gst, hst, pst, qst or sales.';
comment on column tax.jurisdictions.is_taxed_by_states is
  'Whether its states levy the tax and it does not, so that an address needs its state.';
comment on column tax.jurisdictions.eu_from is 'First day as a member of the EU.';
comment on column tax.jurisdictions.eu_to is 'Last day on which EU VAT law held there.';
comment on constraint jurisdictions_parent_fkey on tax.jurisdictions is
  E'@fieldName country\n@foreignFieldName states\nNo jurisdiction has this code.';
comment on constraint jurisdictions_level_check on tax.jurisdictions is
  'A jurisdiction of the house is a country or a state.';
comment on constraint jurisdictions_code_check on tax.jurisdictions is
  'A code is of ISO 3166-1 or 3166-2.';
comment on constraint jurisdictions_parent_is_country_check on tax.jurisdictions is
  'A state belongs to the country in its code.';
comment on constraint jurisdictions_tax_kind_check on tax.jurisdictions is
  'A tax is vat, gst, hst, pst, qst or sales.';
comment on constraint jurisdictions_eu_is_of_countries_check on tax.jurisdictions is
  'Only countries are members of the EU.';

-- Who may touch it: everybody in a tenant reads; migrations write.
alter table tax.jurisdictions enable row level security;
alter table tax.jurisdictions force row level security;
drop policy if exists owner_all on tax.jurisdictions;
create policy owner_all on tax.jurisdictions to tenor_owner using (code is not null);
drop policy if exists select_member on tax.jurisdictions;
create policy select_member on tax.jurisdictions for select to tenor_viewer, tenor_analyst
  using (code is not null);
grant select on tax.jurisdictions to tenor_viewer, tenor_analyst;
