-- Rates of the tenant's own: of localities, and instead of the law's where both speak of the same
-- jurisdiction, category and day.
create table if not exists tax.tax_rates (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  jurisdiction text not null,
  category text not null default 'standard',
  kind text not null,
  name text,
  rate kernel.percentage not null,
  treatment text not null default 'standard',
  is_stacked boolean not null default true,
  authority text not null,
  note text,
  valid_from date not null,
  valid_to date,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_rates_one_at_a_time_excl exclude using gist (tenant_id with =,
    jurisdiction with =, category with =, daterange(valid_from, valid_to, '[]') with &&),
  constraint tax_rates_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint tax_rates_category_check check (length(btrim(category)) between 1 and 100),
  constraint tax_rates_kind_check check (kind in ('vat', 'gst', 'hst', 'pst', 'qst', 'sales')),
  constraint tax_rates_name_check
    check (length(btrim(name)) between 1 and 100 and name !~ '[[:cntrl:]]'),
  constraint tax_rates_treatment_check check (
    treatment in ('standard', 'zero_rated', 'exempt') and (treatment = 'standard' or rate = 0)),
  constraint tax_rates_note_check check (length(btrim(note)) between 1 and 500),
  constraint tax_rates_ends_after_start_check check (valid_to >= valid_from)
);
create index if not exists tax_rates_jurisdiction_idx
  on tax.tax_rates (tenant_id, jurisdiction, category, valid_from);
comment on table tax.tax_rates is 'Tax rates of the tenant''s own, before those of the law.';
comment on column tax.tax_rates.tenant_id is 'The tenant.';
comment on column tax.tax_rates.id is 'Identifies the rate.';
comment on column tax.tax_rates.jurisdiction is 'Code of a jurisdiction or locality.';
comment on column tax.tax_rates.category is
  'Tax category of products; standard is for all that have no other there.';
comment on column tax.tax_rates.kind is 'vat, gst, hst, pst, qst or sales.';
comment on column tax.tax_rates.name is
  'As printed: by default the name of the locality, and if null that of the jurisdiction.';
comment on column tax.tax_rates.rate is 'Percent of the net.';
comment on column tax.tax_rates.treatment is
  'standard; zero_rated or exempt, which are different on the invoice, at 0.';
comment on column tax.tax_rates.is_stacked is
  'Whether it adds to the taxes of the jurisdictions above, or replaces them.';
comment on column tax.tax_rates.authority is
  'With whom the seller registers for it: a state for the taxes of its counties.';
comment on column tax.tax_rates.note is 'Reason printed when it is zero-rated or exempt.';
comment on column tax.tax_rates.valid_from is 'First day on which it is valid.';
comment on column tax.tax_rates.valid_to is 'Last day on which it is valid; null is open.';
comment on column tax.tax_rates.created_at is 'When it was added.';
comment on column tax.tax_rates.updated_at is 'When it last changed.';
comment on constraint tax_rates_one_at_a_time_excl on tax.tax_rates is
  'Another rate of this jurisdiction and category is valid at that time.';
comment on constraint tax_rates_category_check on tax.tax_rates is
  'A tax category has 1 to 100 characters.';
comment on constraint tax_rates_kind_check on tax.tax_rates is
  'A tax is vat, gst, hst, pst, qst or sales.';
comment on constraint tax_rates_name_check on tax.tax_rates is
  'A name has 1 to 100 characters on one line.';
comment on constraint tax_rates_treatment_check on tax.tax_rates is
  'A treatment is standard, or at rate 0 zero_rated or exempt.';
comment on constraint tax_rates_note_check on tax.tax_rates is 'A note has 1 to 500 characters.';
comment on constraint tax_rates_ends_after_start_check on tax.tax_rates is
  'The last day lies before the first.';

-- Who may touch it: members read; tax adds and ends by commands. What was valid stays.
alter table tax.tax_rates enable row level security;
alter table tax.tax_rates force row level security;
drop policy if exists tenant_isolation on tax.tax_rates;
create policy tenant_isolation on tax.tax_rates as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_rates;
create policy owner_all on tax.tax_rates to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_rates;
create policy select_member on tax.tax_rates for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_rates to tenor_viewer;

create or replace trigger _100_touch before update on tax.tax_rates
  for each row execute function tenancy.tg__touch();
create or replace trigger _250_no_card_number before insert or update of name, note
  on tax.tax_rates for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.name, new.note)))
  execute function kernel.tg__refuse_card_number();
select audit.watch('tax.tax_rates');
