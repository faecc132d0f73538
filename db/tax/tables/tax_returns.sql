-- What was told to an authority of a period: frozen when it is made, filed when it was sent. The
-- taxes that stand on no registration's return have one too, which is sent to nobody.
create table if not exists tax.tax_returns (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  legal_entity_id uuid not null,
  registration_id uuid,
  period text not null,
  starts_on date not null,
  ends_on date not null,
  status text not null default 'frozen',
  hash text not null,
  frozen_at timestamptz not null default tenancy.now(),
  frozen_by text,
  reference text,
  filed_on date,
  filed_at timestamptz,
  filed_by text,
  primary key (tenant_id, id),
  constraint tax_returns_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint tax_returns_registration_fkey foreign key (tenant_id, registration_id)
    references tax.tax_registrations (tenant_id, id),
  constraint tax_returns_days_once_excl exclude using gist (tenant_id with =,
    coalesce(registration_id, legal_entity_id) with =, daterange(starts_on, ends_on, '[]') with &&),
  constraint tax_returns_period_check check (period ~ '^\d{4}(-(0[1-9]|1[0-2]|Q[1-4]))?$'),
  constraint tax_returns_ends_after_start_check check (ends_on > starts_on),
  constraint tax_returns_status_check check (status in ('frozen', 'filed')),
  constraint tax_returns_hash_check check (hash ~ '^[0-9a-f]{64}$'),
  constraint tax_returns_filed_says_how_check check (
    num_nonnulls(reference, filed_on, filed_at) = case status when 'filed' then 3 else 0 end),
  constraint tax_returns_reference_check
    check (length(btrim(reference)) between 1 and 200 and reference !~ '[[:cntrl:]]')
);
create index if not exists tax_returns_legal_entity_idx
  on tax.tax_returns (tenant_id, legal_entity_id, period);
create index if not exists tax_returns_registration_idx
  on tax.tax_returns (tenant_id, registration_id);
comment on table tax.tax_returns is 'Tax returns: what was taxed in a period, by registration.';
comment on column tax.tax_returns.tenant_id is 'The tenant.';
comment on column tax.tax_returns.id is 'Identifies the return.';
comment on column tax.tax_returns.legal_entity_id is 'Who makes it.';
comment on column tax.tax_returns.registration_id is
  'The registration by which it is made; null for taxes that stand on none.';
comment on column tax.tax_returns.period is 'Month (2026-03), quarter (2026-Q1) or year (2026).';
comment on column tax.tax_returns.starts_on is 'First day of the period.';
comment on column tax.tax_returns.ends_on is 'Last day of the period.';
comment on column tax.tax_returns.status is 'frozen, or filed.';
comment on column tax.tax_returns.hash is 'SHA-256 of its lines.';
comment on column tax.tax_returns.frozen_at is 'When it was made.';
comment on column tax.tax_returns.frozen_by is 'Who made it: the subject of a token.';
comment on column tax.tax_returns.reference is 'What the authority calls it.';
comment on column tax.tax_returns.filed_on is 'Day on which it was filed.';
comment on column tax.tax_returns.filed_at is 'When that was recorded.';
comment on column tax.tax_returns.filed_by is 'Who recorded it.';
comment on constraint tax_returns_legal_entity_fkey on tax.tax_returns is
  'No legal entity has this id.';
comment on constraint tax_returns_registration_fkey on tax.tax_returns is
  E'@fieldName registration\n@foreignFieldName taxReturns\nNo registration has this id.';
comment on constraint tax_returns_days_once_excl on tax.tax_returns is
  'A return of these days is frozen already.';
comment on constraint tax_returns_period_check on tax.tax_returns is
  'A period reads YYYY-MM, YYYY-Qn or YYYY.';
comment on constraint tax_returns_ends_after_start_check on tax.tax_returns is
  'A period ends after it starts.';
comment on constraint tax_returns_status_check on tax.tax_returns is
  'A return is frozen or filed.';
comment on constraint tax_returns_hash_check on tax.tax_returns is
  'A hash has 64 hexadecimal digits.';
comment on constraint tax_returns_filed_says_how_check on tax.tax_returns is
  'A return that is filed has its reference and day.';
comment on constraint tax_returns_reference_check on tax.tax_returns is
  'A reference has 1 to 200 characters on one line.';

-- Who may touch it: members read; finance freezes and files by commands.
alter table tax.tax_returns enable row level security;
alter table tax.tax_returns force row level security;
drop policy if exists tenant_isolation on tax.tax_returns;
create policy tenant_isolation on tax.tax_returns as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_returns;
create policy owner_all on tax.tax_returns to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_returns;
create policy select_member on tax.tax_returns for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_returns to tenor_viewer;

create or replace trigger _250_no_card_number before insert or update of reference
  on tax.tax_returns for each row
  when (kernel.holds_card_number(new.reference))
  execute function kernel.tg__refuse_card_number();
select audit.watch('tax.tax_returns');
