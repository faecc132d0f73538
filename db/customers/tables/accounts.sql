-- Customers. An account may stand below another; what it leaves open it inherits from above.
create table if not exists customers.accounts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  parent_account_id uuid,
  legal_entity_id uuid,
  account_name text not null,
  account_type text not null default 'enterprise',
  primary_contact_name text,
  primary_contact_email text,
  company_size text,
  industry text,
  currency text not null,
  time_zone text,
  locale text,
  payment_terms text,
  payment_terms_days int,
  tax_id text,
  payer text not null default 'self',
  credit_limit kernel.amount,
  credit_limit_scope text not null default 'account',
  credit_limit_reason text,
  credit_hold boolean not null default false,
  hold_reason text,
  held_at timestamptz,
  held_by text,
  release_reason text,
  released_at timestamptz,
  released_by text,
  requires_purchase_order boolean not null default false,
  wants_statement boolean not null default false,
  status text not null default 'active',
  external_id text,
  metadata jsonb not null default '{}',
  path uuid[] not null,
  depth int not null generated always as (cardinality(path)) stored,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  deleted_at timestamptz,
  primary key (tenant_id, id),
  constraint accounts_external_id_key unique (tenant_id, external_id),
  constraint accounts_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint accounts_parent_fkey foreign key (tenant_id, parent_account_id)
    references customers.accounts (tenant_id, id),
  constraint accounts_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint accounts_path_ends_here_check check (path[cardinality(path)] = id),
  constraint accounts_path_follows_parent_check
    check (path[cardinality(path) - 1] is not distinct from parent_account_id),
  constraint accounts_depth_check check (cardinality(path) between 1 and 5),
  constraint accounts_account_name_check
    check (length(btrim(account_name)) between 1 and 255 and account_name !~ '[[:cntrl:]]'),
  constraint accounts_account_type_check check (
    account_type in ('enterprise', 'mid-market', 'smb', 'organization', 'entity', 'team')),
  -- Names stand in mail headers, where a line break would start another header.
  constraint accounts_primary_contact_name_check check (
    length(btrim(primary_contact_name)) between 1 and 255
    and primary_contact_name !~ '[[:cntrl:]]'),
  constraint accounts_primary_contact_email_check check (
    kernel.is_email_address(primary_contact_email)),
  constraint accounts_company_size_check check (length(company_size) between 1 and 50),
  constraint accounts_industry_check check (length(industry) between 1 and 100),
  constraint accounts_currency_check check (kernel.is_currency(currency)),
  constraint accounts_time_zone_check
    check (time_zone is null or tenancy.is_time_zone(time_zone)),
  constraint accounts_locale_check check (locale ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$'),
  constraint accounts_payment_terms_check check (
    payment_terms = 'custom' or customers.days_of_terms(payment_terms) is not null),
  constraint accounts_payment_terms_days_check check (payment_terms_days between 0 and 365),
  constraint accounts_terms_agree_check check (
    (payment_terms is null) = (payment_terms_days is null)
    and (payment_terms = 'custom'
      or customers.days_of_terms(payment_terms) is not distinct from payment_terms_days)),
  constraint accounts_tax_id_check check (length(tax_id) between 1 and 100),
  constraint accounts_payer_check check (payer in ('self', 'parent')),
  constraint accounts_credit_limit_check check (credit_limit >= 0),
  constraint accounts_credit_limit_scope_check check (credit_limit_scope in ('account', 'subtree')),
  constraint accounts_hold_has_time_check check (
    credit_hold <= (held_at is not null)
    and (credit_hold or held_at is null) = (released_at is null)),
  constraint accounts_credit_limit_reason_check
    check (length(btrim(credit_limit_reason)) between 1 and 1000),
  constraint accounts_hold_reason_check check (length(btrim(hold_reason)) between 1 and 1000),
  constraint accounts_release_reason_check
    check (length(btrim(release_reason)) between 1 and 1000),
  constraint accounts_status_check check (status in ('pending', 'active', 'suspended', 'closed')),
  constraint accounts_external_id_check check (length(external_id) between 1 and 255),
  constraint accounts_metadata_check check (
    jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) <= 16384)
);
create index if not exists accounts_parent_idx on customers.accounts (tenant_id, parent_account_id);
create index if not exists accounts_account_name_idx
  on customers.accounts (tenant_id, account_name, id);
create index if not exists accounts_account_type_idx
  on customers.accounts (tenant_id, account_type, id);
create index if not exists accounts_status_idx on customers.accounts (tenant_id, status, id);
create index if not exists accounts_credit_hold_idx
  on customers.accounts (tenant_id, credit_hold, id);
create index if not exists accounts_wants_statement_idx
  on customers.accounts (tenant_id, id) where wants_statement;
create index if not exists accounts_created_at_idx
  on customers.accounts (tenant_id, created_at, id);
create index if not exists accounts_legal_entity_idx
  on customers.accounts (tenant_id, legal_entity_id);
comment on table customers.accounts is 'Customers, in a hierarchy of at most 5 levels.';
comment on column customers.accounts.tenant_id is 'The tenant.';
comment on column customers.accounts.id is 'Identifies the account.';
comment on column customers.accounts.parent_account_id is
  'The account above it. Changing it moves the account with everything below it.';
comment on column customers.accounts.legal_entity_id is
  'Which legal entity sells to it, by default; inherited if null, at last the tenant''s first one.';
comment on column customers.accounts.account_name is 'Name of the company or part of it.';
comment on column customers.accounts.account_type is
  'enterprise, mid-market, smb, organization, entity or team.';
comment on column customers.accounts.primary_contact_name is
  'The person who is reached there, if it is not the account itself.';
comment on column customers.accounts.primary_contact_email is 'Where the account is reached.';
comment on column customers.accounts.company_size is 'Employees, such as 201-1000.';
comment on column customers.accounts.industry is 'Line of business.';
comment on column customers.accounts.currency is
  'Currency of new contracts and invoices, ISO 4217; when it is created, by default its '
  'parent''s, of a root the tenant''s.';
comment on column customers.accounts.time_zone is
  'IANA time zone that decides its business day; inherited if null.';
comment on column customers.accounts.locale is
  'How its documents write numbers and dates, BCP 47; inherited if null.';
comment on column customers.accounts.payment_terms is
  'due_on_receipt, net_30, net_60, net_90 or other net_N, custom; inherited if null.';
comment on column customers.accounts.payment_terms_days is
  'Days from issue to due date, in step with payment_terms.';
comment on column customers.accounts.tax_id is 'VAT, EIN or other tax registration.';
comment on column customers.accounts.payer is
  'Who is billed: self, or parent (the nearest account above that pays for itself).';
comment on column customers.accounts.credit_limit is 'Most it may owe; null is no limit.';
comment on column customers.accounts.credit_limit_scope is
  'Whose debts the limit counts: account, or subtree.';
comment on column customers.accounts.credit_hold is 'Whether no new invoice is made for it.';
comment on column customers.accounts.credit_limit_reason is
  'Why the limit was last lifted, which asks for a reason each time.';
comment on column customers.accounts.hold_reason is 'Why it was last held.';
comment on column customers.accounts.held_at is 'When it was last held.';
comment on column customers.accounts.held_by is 'Who held it; null if a billing run did.';
comment on column customers.accounts.release_reason is 'Why that hold was released.';
comment on column customers.accounts.released_at is
  'When that hold was released; null while it is on hold.';
comment on column customers.accounts.released_by is 'Who released it.';
comment on column customers.accounts.requires_purchase_order is
  'Whether it is billed only on a purchase order that is entered and approved.';
comment on column customers.accounts.wants_statement is
  'Whether it is mailed statements: of its part of an invoice that another account pays, and of '
  'the invoices that accounts below it pay themselves.';
comment on column customers.accounts.status is 'pending, active, suspended or closed.';
comment on column customers.accounts.external_id is 'Its id in another system, unique.';
comment on column customers.accounts.metadata is 'The tenant''s own fields: an object up to 16 kB.';
comment on column customers.accounts.path is 'Ids from the root down to this account.';
comment on column customers.accounts.depth is 'Level in the hierarchy; a root has 1.';
comment on column customers.accounts.created_at is 'When it was created.';
comment on column customers.accounts.updated_at is 'When it last changed.';
comment on column customers.accounts.deleted_at is 'When it was deleted; members see it no more.';
comment on constraint accounts_external_id_key on customers.accounts is
  'An account with this external id exists.';
comment on constraint accounts_legal_entity_fkey on customers.accounts is
  'No legal entity has this id.';
comment on constraint accounts_parent_fkey on customers.accounts is
  E'@foreignFieldName subsidiaries\nNo account has this id.';
comment on constraint accounts_depth_check on customers.accounts is
  'The hierarchy has at most 5 levels.';
comment on constraint accounts_account_name_check on customers.accounts is
  'An account name has 1 to 255 characters on one line.';
comment on constraint accounts_account_type_check on customers.accounts is
  'An account type is enterprise, mid-market, smb, organization, entity or team.';
comment on constraint accounts_primary_contact_name_check on customers.accounts is
  'A name has 1 to 255 characters on one line.';
comment on constraint accounts_primary_contact_email_check on customers.accounts is
  'This is no e-mail address.';
comment on constraint accounts_company_size_check on customers.accounts is
  'A company size has 1 to 50 characters.';
comment on constraint accounts_industry_check on customers.accounts is
  'An industry has 1 to 100 characters.';
comment on constraint accounts_currency_check on customers.accounts is
  'The currency is no ISO 4217 code in use.';
comment on constraint accounts_time_zone_check on customers.accounts is
  'The time zone is no name of the IANA database, such as America/New_York.';
comment on constraint accounts_locale_check on customers.accounts is
  'The locale is no BCP 47 tag such as en-US.';
comment on constraint accounts_payment_terms_check on customers.accounts is
  'Payment terms are due_on_receipt, net_30 (or other days) or custom.';
comment on constraint accounts_payment_terms_days_check on customers.accounts is
  'Payment terms are 0 to 365 days.';
comment on constraint accounts_terms_agree_check on customers.accounts is
  'Payment terms and their days do not agree; custom terms need their days.';
comment on constraint accounts_tax_id_check on customers.accounts is
  'A tax id has 1 to 100 characters.';
comment on constraint accounts_payer_check on customers.accounts is 'A payer is self or parent.';
comment on constraint accounts_credit_limit_check on customers.accounts is
  'A credit limit is not negative.';
comment on constraint accounts_credit_limit_scope_check on customers.accounts is
  'A credit limit counts the account or its subtree.';
comment on constraint accounts_credit_limit_reason_check on customers.accounts is
  'A reason has 1 to 1,000 characters.';
comment on constraint accounts_hold_reason_check on customers.accounts is
  'A reason has 1 to 1000 characters.';
comment on constraint accounts_release_reason_check on customers.accounts is
  'A reason has 1 to 1000 characters.';
comment on constraint accounts_status_check on customers.accounts is
  'An account is pending, active, suspended or closed.';
comment on constraint accounts_external_id_check on customers.accounts is
  'An external id has 1 to 255 characters.';
comment on constraint accounts_metadata_check on customers.accounts is
  'Metadata is a JSON object of at most 16 kB.';

-- Who may touch it: members read what is not deleted, sales and finance change it; credit is
-- finance's. Analysts see deleted accounts too, as the name on old invoices.
alter table customers.accounts enable row level security;
alter table customers.accounts force row level security;
drop policy if exists tenant_isolation on customers.accounts;
create policy tenant_isolation on customers.accounts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on customers.accounts;
create policy owner_all on customers.accounts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on customers.accounts;
create policy select_member on customers.accounts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()) and deleted_at is null);
drop policy if exists select_analyst on customers.accounts;
create policy select_analyst on customers.accounts for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on customers.accounts;
create policy update_sales on customers.accounts for update to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()) and deleted_at is null);
grant select on customers.accounts to tenor_viewer, tenor_analyst;
grant update (parent_account_id, legal_entity_id, account_name, account_type, primary_contact_name,
  primary_contact_email, company_size, industry, currency, time_zone, locale, payment_terms,
  payment_terms_days, tax_id, payer, requires_purchase_order, wants_statement, status, external_id,
  metadata)
  on customers.accounts to tenor_sales, tenor_finance;
grant update (credit_limit, credit_limit_scope, credit_limit_reason)
  on customers.accounts to tenor_finance;
-- No insert or delete: accounts come and go through commands.

create or replace trigger _050_lock_hierarchy before update of parent_account_id
  on customers.accounts for each statement
  execute function customers.tg_accounts__lock_hierarchy();
create or replace trigger _100_place before insert or update of parent_account_id
  on customers.accounts for each row execute function customers.tg_accounts__place();
create or replace trigger _100_settle_terms
  before insert or update of payment_terms, payment_terms_days
  on customers.accounts for each row execute function customers.tg_accounts__settle_terms();
create or replace trigger _100_touch before update on customers.accounts
  for each row execute function tenancy.tg__touch();
create or replace trigger _200_currency_in_use before insert or update of currency
  on customers.accounts for each row when (kernel.withdrawn_on(new.currency) is not null)
  execute function tenancy.tg__currency_in_use();
create or replace trigger _200_keep_credit
  before update of parent_account_id, payer, currency, requires_purchase_order
  on customers.accounts for each row execute function customers.tg_accounts__keep_credit();
create or replace trigger _250_no_card_number before insert or update of account_name,
  primary_contact_name, company_size, industry, tax_id, credit_limit_reason, hold_reason,
  release_reason, external_id, metadata
  on customers.accounts for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.account_name, new.primary_contact_name,
    new.company_size, new.industry, new.tax_id, new.credit_limit_reason, new.hold_reason,
    new.release_reason, new.external_id, new.metadata::text)))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_refuse_depth before insert or update on customers.accounts
  for each row when (cardinality(new.path) > 5)
  execute function customers.tg_accounts__refuse_depth();
create or replace trigger _300_never_deleted before delete or truncate on customers.accounts
  for each statement execute function kernel.tg__never_deleted();
create or replace trigger _300_ask_reason before update of credit_limit on customers.accounts
  for each row when (old.credit_limit is not null
    and coalesce(new.credit_limit > old.credit_limit, true))
  execute function customers.tg_accounts__ask_reason();
create or replace trigger _500_carry_subtree after update of parent_account_id
  on customers.accounts for each row when (new.path <> old.path)
  execute function customers.tg_accounts__carry_subtree();
create or replace trigger _500_follow_days_insert after insert on customers.accounts
  referencing new table as new_rows
  for each statement execute function customers.tg_accounts__follow_days();
create or replace trigger _500_follow_days_update after update on customers.accounts
  referencing new table as new_rows
  for each statement execute function customers.tg_accounts__follow_days();
create or replace trigger _900_announce_insert after insert on customers.accounts
  referencing new table as new_rows
  for each statement execute function customers.tg_accounts__announce();
create or replace trigger _900_announce_update after update on customers.accounts
  referencing old table as old_rows new table as new_rows
  for each statement execute function customers.tg_accounts__announce();
select audit.watch('customers.accounts');
