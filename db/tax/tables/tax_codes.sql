-- Whose tax it is, of what kind: by which registration of which legal entity it is told to whom, at
-- which rate or why nothing is charged. Each amount of tax in the books names one, each item that
-- is taxed another time the same. Opened by its first use, and never changed: what a return was
-- made of keeps its name.
create table if not exists tax.tax_codes (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null,
  legal_entity_id uuid not null,
  registration_id uuid,
  scheme text not null,
  jurisdiction text,
  kind text,
  rate kernel.percentage not null,
  treatment text not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_codes_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint tax_codes_registration_fkey foreign key (tenant_id, registration_id)
    references tax.tax_registrations (tenant_id, id),
  constraint tax_codes_id_says_what_it_is_check check (id = tax.tax_code_id(
    legal_entity_id, registration_id, jurisdiction, kind, rate, treatment)),
  constraint tax_codes_scheme_check
    check (scheme in ('standard', 'oss', 'none') and (scheme = 'none') = (registration_id is null)),
  constraint tax_codes_treatment_check check (treatment in (
    'standard', 'zero_rated', 'exempt', 'reverse_charge', 'domestic_reverse_charge',
    'outside_scope', 'by_hand', 'not_registered', 'no_rate', 'no_address')),
  constraint tax_codes_charged_if_standard_check check (treatment = 'standard' or rate = 0)
);
create index if not exists tax_codes_legal_entity_idx on tax.tax_codes (tenant_id, legal_entity_id);
create index if not exists tax_codes_registration_idx on tax.tax_codes (tenant_id, registration_id);
comment on table tax.tax_codes is 'Taxes as the books and returns tell them apart.';
comment on column tax.tax_codes.tenant_id is 'The tenant.';
comment on column tax.tax_codes.id is 'Identifies the code, by what it says.';
comment on column tax.tax_codes.legal_entity_id is 'Who owes it.';
comment on column tax.tax_codes.registration_id is
  'The registration on whose return it stands; null if on none.';
comment on column tax.tax_codes.scheme is
  'standard or oss (the One Stop Shop), as its registration; none without one.';
comment on column tax.tax_codes.jurisdiction is
  'Code of the jurisdiction or locality whose tax it is; null if nobody said.';
comment on column tax.tax_codes.kind is 'vat, gst, hst, pst, qst or sales; null if not known.';
comment on column tax.tax_codes.rate is
  'Percent that is charged: 0 unless the treatment is standard.';
comment on column tax.tax_codes.treatment is
  'standard, zero_rated, exempt, reverse_charge, domestic_reverse_charge, outside_scope, by_hand '
  '(an amount that was given), not_registered, no_rate or no_address.';
comment on column tax.tax_codes.created_at is 'When it was first used.';
comment on constraint tax_codes_legal_entity_fkey on tax.tax_codes is
  'No legal entity has this id.';
comment on constraint tax_codes_registration_fkey on tax.tax_codes is
  E'@fieldName registration\n@foreignFieldName taxCodes\n'
  'Taxes were charged under the registration.';
comment on constraint tax_codes_id_says_what_it_is_check on tax.tax_codes is
  'The id of a tax code says what it is.';
comment on constraint tax_codes_scheme_check on tax.tax_codes is
  'A scheme is that of its registration, or none.';
comment on constraint tax_codes_treatment_check on tax.tax_codes is
  'This is no treatment of a tax.';
comment on constraint tax_codes_charged_if_standard_check on tax.tax_codes is
  'Only what is treated as standard has a rate.';

-- Who may touch it: members and analysts read; our own functions add, and change nothing.
alter table tax.tax_codes enable row level security;
alter table tax.tax_codes force row level security;
drop policy if exists tenant_isolation on tax.tax_codes;
create policy tenant_isolation on tax.tax_codes as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_codes;
create policy owner_all on tax.tax_codes to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_codes;
create policy select_member on tax.tax_codes for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on tax.tax_codes;
create policy select_analyst on tax.tax_codes for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_codes to tenor_viewer, tenor_analyst;

create or replace trigger _300_append_only before update or delete or truncate on tax.tax_codes
  for each statement execute function kernel.tg__append_only();
-- Not watched by audit: it never changes, and only says what the rows that name it are.
