-- Months that were closed, for a scope, and what the books said of them then. A month is closed
-- once at a time; reopened, it stays here with who did so and why.
create table if not exists ledger.periods (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  legal_entity_id uuid not null,
  period text not null,
  scope text not null,
  status text not null default 'closed',
  trial_balance jsonb not null,
  hash text not null,
  closed_at timestamptz not null default tenancy.now(),
  closed_by text,
  reopened_at timestamptz,
  reopened_by text,
  reopen_reason text,
  primary key (tenant_id, id),
  constraint periods_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint periods_period_check check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  constraint periods_scope_check check (scope in ('tax', 'receivables', 'all')),
  constraint periods_status_check check (status in ('closed', 'reopened')),
  constraint periods_hash_check check (hash ~ '^[0-9a-f]{64}$'),
  constraint periods_reopened_says_why_check check (
    (status = 'reopened') = (reopened_at is not null)
    and (status = 'reopened') = (reopen_reason is not null)),
  constraint periods_reopen_reason_length_check
    check (length(btrim(reopen_reason)) between 1 and 1000)
);
create unique index if not exists periods_closed_once_idx
  on ledger.periods (tenant_id, legal_entity_id, scope, period) where status = 'closed';
create index if not exists periods_period_idx
  on ledger.periods (tenant_id, legal_entity_id, period, id);
comment on table ledger.periods is 'Months of the books that were closed, and reopened.';
comment on column ledger.periods.tenant_id is 'The tenant.';
comment on column ledger.periods.id is 'Identifies the closing.';
comment on column ledger.periods.legal_entity_id is 'Whose books.';
comment on column ledger.periods.period is 'The month, YYYY-MM.';
comment on column ledger.periods.scope is
  'tax (what is on tax returns), receivables (what customers owe and paid) or all.';
comment on column ledger.periods.status is 'closed or reopened.';
comment on column ledger.periods.trial_balance is
  'What the ledger accounts of the scope said when it was closed.';
comment on column ledger.periods.hash is 'SHA-256 of the trial balance, hexadecimal.';
comment on column ledger.periods.closed_at is 'When it was closed.';
comment on column ledger.periods.closed_by is 'Who closed it.';
comment on column ledger.periods.reopened_at is 'When it was reopened.';
comment on column ledger.periods.reopened_by is 'Who reopened it.';
comment on column ledger.periods.reopen_reason is 'Why it was reopened.';
comment on constraint periods_legal_entity_fkey on ledger.periods is 'No legal entity has this id.';
comment on index ledger.periods_closed_once_idx is 'The month is closed already.';
comment on constraint periods_period_check on ledger.periods is 'A month reads YYYY-MM.';
comment on constraint periods_scope_check on ledger.periods is
  'Books are closed for tax, receivables or all.';
comment on constraint periods_status_check on ledger.periods is 'A month is closed or reopened.';
comment on constraint periods_hash_check on ledger.periods is 'A hash has 64 hexadecimal digits.';
comment on constraint periods_reopened_says_why_check on ledger.periods is
  'What was reopened says when and why.';
comment on constraint periods_reopen_reason_length_check on ledger.periods is
  'A reason has 1 to 1,000 characters.';

-- Who may touch it: members and analysts read; commands write.
alter table ledger.periods enable row level security;
alter table ledger.periods force row level security;
drop policy if exists tenant_isolation on ledger.periods;
create policy tenant_isolation on ledger.periods as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on ledger.periods;
create policy owner_all on ledger.periods to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on ledger.periods;
create policy select_member on ledger.periods for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on ledger.periods;
create policy select_analyst on ledger.periods for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on ledger.periods to tenor_viewer, tenor_analyst;

create or replace trigger _250_no_card_number before insert or update of reopen_reason
  on ledger.periods for each row when (kernel.holds_card_number(new.reopen_reason))
  execute function kernel.tg__refuse_card_number();
select audit.watch('ledger.periods');
