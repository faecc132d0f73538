-- Where money rests: one set per legal entity and currency, opened with the legal entity or with
-- the currency's first use. A transfer joins two of one legal entity: each keeps books of its own.
create table if not exists ledger.ledger_accounts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  legal_entity_id uuid not null,
  code text not null,
  currency text not null,
  name text not null,
  kind text not null,
  normal_side text not null generated always as (
    case when kind in ('asset', 'expense') then 'debit' else 'credit' end) stored,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint ledger_accounts_code_key unique (tenant_id, legal_entity_id, code, currency),
  -- What transfers point at, so that a transfer stays within one currency.
  constraint ledger_accounts_currency_key unique (tenant_id, id, currency),
  constraint ledger_accounts_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint ledger_accounts_code_is_a_word_check check (code ~ '^[a-z][a-z_]{0,62}$'),
  constraint ledger_accounts_currency_check check (kernel.is_currency(currency)),
  constraint ledger_accounts_name_length_check check (length(name) between 1 and 200),
  constraint ledger_accounts_kind_check
    check (kind in ('asset', 'liability', 'equity', 'revenue', 'expense'))
);
comment on table ledger.ledger_accounts is 'Where the money of the books rests.';
comment on column ledger.ledger_accounts.tenant_id is 'The tenant.';
comment on column ledger.ledger_accounts.id is 'Identifies the ledger account.';
comment on column ledger.ledger_accounts.legal_entity_id is 'Whose books.';
comment on column ledger.ledger_accounts.code is 'What it holds, such as cash or receivable.';
comment on column ledger.ledger_accounts.currency is 'ISO 4217; it holds no other.';
comment on column ledger.ledger_accounts.name is 'Name for people.';
comment on column ledger.ledger_accounts.kind is 'asset, liability, equity, revenue or expense.';
comment on column ledger.ledger_accounts.normal_side is
  'debit or credit: the side on which its balance is positive.';
comment on column ledger.ledger_accounts.created_at is 'When it was opened.';
comment on constraint ledger_accounts_legal_entity_fkey on ledger.ledger_accounts is
  'No legal entity has this id.';
comment on constraint ledger_accounts_code_key on ledger.ledger_accounts is
  'The legal entity has a ledger account with this code and currency.';
comment on constraint ledger_accounts_currency_check on ledger.ledger_accounts is
  'The currency is no ISO 4217 code in use.';

-- Who may touch it: members and analysts read, postings open what they need.
alter table ledger.ledger_accounts enable row level security;
alter table ledger.ledger_accounts force row level security;
drop policy if exists tenant_isolation on ledger.ledger_accounts;
create policy tenant_isolation on ledger.ledger_accounts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on ledger.ledger_accounts;
create policy owner_all on ledger.ledger_accounts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on ledger.ledger_accounts;
create policy select_member on ledger.ledger_accounts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on ledger.ledger_accounts;
create policy select_analyst on ledger.ledger_accounts for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on ledger.ledger_accounts to tenor_viewer, tenor_analyst;
-- Nothing can be changed or removed: a balance that stands in the books keeps its name.

create or replace trigger _300_append_only before update or delete or truncate
  on ledger.ledger_accounts for each statement execute function kernel.tg__append_only();
select audit.watch('ledger.ledger_accounts');
