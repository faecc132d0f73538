-- Accounts that are not charged, each with its certificate.
create table if not exists tax.tax_exemptions (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  jurisdiction text,
  certificate_number text,
  reason text not null,
  covers_subsidiaries boolean not null default false,
  valid_from date not null,
  valid_to date,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_exemptions_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint tax_exemptions_account_fkey foreign key (tenant_id, account_id)
    references customers.accounts (tenant_id, id),
  constraint tax_exemptions_certificate_number_check check (
    length(btrim(certificate_number)) between 1 and 100 and certificate_number !~ '[[:cntrl:]]'),
  constraint tax_exemptions_reason_check
    check (length(btrim(reason)) between 1 and 200 and reason !~ '[[:cntrl:]]'),
  constraint tax_exemptions_ends_after_start_check check (valid_to >= valid_from)
);
create index if not exists tax_exemptions_account_idx
  on tax.tax_exemptions (tenant_id, account_id, valid_from);
comment on table tax.tax_exemptions is 'Accounts that are exempt from tax.';
comment on column tax.tax_exemptions.tenant_id is 'The tenant.';
comment on column tax.tax_exemptions.id is 'Identifies the exemption.';
comment on column tax.tax_exemptions.account_id is 'The account that is exempt.';
comment on column tax.tax_exemptions.jurisdiction is
  'From whose taxes: a country''s or state''s, with all that is registered there; null is all.';
comment on column tax.tax_exemptions.certificate_number is 'Number of the certificate, printed.';
comment on column tax.tax_exemptions.reason is 'Why, printed: resale, government, charity.';
comment on column tax.tax_exemptions.covers_subsidiaries is
  'Whether it holds for the accounts below too.';
comment on column tax.tax_exemptions.valid_from is 'First day.';
comment on column tax.tax_exemptions.valid_to is 'Last day; null is open.';
comment on column tax.tax_exemptions.created_at is 'When it was added.';
comment on column tax.tax_exemptions.updated_at is 'When it last changed.';
comment on constraint tax_exemptions_account_fkey on tax.tax_exemptions is
  'No account has this id.';
comment on constraint tax_exemptions_certificate_number_check on tax.tax_exemptions is
  'A certificate number has 1 to 100 characters on one line.';
comment on constraint tax_exemptions_reason_check on tax.tax_exemptions is
  'A reason has 1 to 200 characters on one line.';
comment on constraint tax_exemptions_ends_after_start_check on tax.tax_exemptions is
  'The last day lies before the first.';

-- Who may touch it: members read; tax adds and ends by commands. What was valid stays.
alter table tax.tax_exemptions enable row level security;
alter table tax.tax_exemptions force row level security;
drop policy if exists tenant_isolation on tax.tax_exemptions;
create policy tenant_isolation on tax.tax_exemptions as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_exemptions;
create policy owner_all on tax.tax_exemptions to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_exemptions;
create policy select_member on tax.tax_exemptions for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_exemptions to tenor_viewer;

create or replace trigger _100_touch before update on tax.tax_exemptions
  for each row execute function tenancy.tg__touch();
create or replace trigger _250_no_card_number before insert or update of reason,
  certificate_number
  on tax.tax_exemptions for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.reason, new.certificate_number)))
  execute function kernel.tg__refuse_card_number();
select audit.watch('tax.tax_exemptions');
