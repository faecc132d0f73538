-- Evidence that a customer's tax id was checked, kept as it was found: a tax office may ask for it
-- years later. The last check of an account's present id counts.
create table if not exists tax.tax_id_checks (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  number text not null,
  is_valid boolean not null,
  method text not null,
  registered_name text,
  reference text,
  checked_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_id_checks_account_fkey foreign key (tenant_id, account_id)
    references customers.accounts (tenant_id, id),
  constraint tax_id_checks_number_check check (length(number) between 1 and 100),
  constraint tax_id_checks_method_check check (method in ('checksum', 'vies', 'manual')),
  constraint tax_id_checks_lengths_check check (
    length(registered_name) between 1 and 500 and length(reference) between 1 and 200)
);
create index if not exists tax_id_checks_account_idx
  on tax.tax_id_checks (tenant_id, account_id, number, checked_at);
comment on table tax.tax_id_checks is 'Checks of customers'' tax ids, with their evidence.';
comment on column tax.tax_id_checks.tenant_id is 'The tenant.';
comment on column tax.tax_id_checks.id is 'Identifies the check.';
comment on column tax.tax_id_checks.account_id is 'The account whose id was checked.';
comment on column tax.tax_id_checks.number is 'The id, in capitals without blanks and signs.';
comment on column tax.tax_id_checks.is_valid is 'What came out.';
comment on column tax.tax_id_checks.method is
  'checksum (its check digits), vies (the register of the EU) or manual (a person looked).';
comment on column tax.tax_id_checks.registered_name is 'Name under which it is registered.';
comment on column tax.tax_id_checks.reference is
  'Proof of the answer, such as the consultation number of VIES.';
comment on column tax.tax_id_checks.checked_at is 'When, by the tenant''s clock.';
comment on constraint tax_id_checks_account_fkey on tax.tax_id_checks is
  'No account has this id.';
comment on constraint tax_id_checks_number_check on tax.tax_id_checks is
  'A tax id has 1 to 100 characters.';
comment on constraint tax_id_checks_method_check on tax.tax_id_checks is
  'A check is made by checksum, vies or manual.';
comment on constraint tax_id_checks_lengths_check on tax.tax_id_checks is
  'A registered name has at most 500 characters, a reference 200.';

-- Who may touch it: members read; checks are recorded by command and never change.
alter table tax.tax_id_checks enable row level security;
alter table tax.tax_id_checks force row level security;
drop policy if exists tenant_isolation on tax.tax_id_checks;
create policy tenant_isolation on tax.tax_id_checks as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_id_checks;
create policy owner_all on tax.tax_id_checks to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_id_checks;
create policy select_member on tax.tax_id_checks for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_id_checks to tenor_viewer;

create or replace trigger _300_append_only before update or delete or truncate on tax.tax_id_checks
  for each statement execute function kernel.tg__append_only();
