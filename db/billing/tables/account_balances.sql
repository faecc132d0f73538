-- What an account has to its credit with a legal entity, by currency: from credit notes beyond
-- what was owed. Invoices use up the balance; what is asked back is set apart from it until it is
-- paid back.
create table if not exists billing.account_balances (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  legal_entity_id uuid not null,
  currency text not null,
  balance kernel.amount not null,
  refund_due kernel.amount not null,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint account_balances_account_key unique (tenant_id, account_id, currency, legal_entity_id),
  constraint account_balances_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint account_balances_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint account_balances_currency_check check (kernel.is_currency(currency)),
  constraint account_balances_not_below_zero_check check (balance >= 0 and refund_due >= 0)
);
create index if not exists account_balances_legal_entity_idx
  on billing.account_balances (tenant_id, legal_entity_id);
comment on table billing.account_balances is 'What accounts have to their credit.';
comment on column billing.account_balances.tenant_id is 'The tenant.';
comment on column billing.account_balances.id is 'Identifies the balance.';
comment on column billing.account_balances.account_id is 'The account.';
comment on column billing.account_balances.legal_entity_id is 'Who owes it.';
comment on column billing.account_balances.currency is 'ISO 4217.';
comment on column billing.account_balances.balance is 'What invoices can use.';
comment on column billing.account_balances.refund_due is 'What is to be paid back.';
comment on column billing.account_balances.created_at is 'When it was opened.';
comment on column billing.account_balances.updated_at is 'When it last changed.';
comment on constraint account_balances_account_fkey on billing.account_balances is
  E'@foreignFieldName balances\nNo account has this id.';
comment on constraint account_balances_legal_entity_fkey on billing.account_balances is
  'No legal entity has this id.';
comment on constraint account_balances_account_key on billing.account_balances is
  'The account has a balance in this currency.';
comment on constraint account_balances_currency_check on billing.account_balances is
  'The currency is no ISO 4217 code in use.';
comment on constraint account_balances_not_below_zero_check on billing.account_balances is
  'The account''s balance has less left.';

-- Who may touch it: members and analysts read; commands write.
alter table billing.account_balances enable row level security;
alter table billing.account_balances force row level security;
drop policy if exists tenant_isolation on billing.account_balances;
create policy tenant_isolation on billing.account_balances as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.account_balances;
create policy owner_all on billing.account_balances to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.account_balances;
create policy select_member on billing.account_balances for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.account_balances;
create policy select_analyst on billing.account_balances for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.account_balances to tenor_viewer, tenor_analyst;

create or replace trigger _100_touch before update on billing.account_balances
  for each row execute function tenancy.tg__touch();
select audit.watch('billing.account_balances');
