-- The allowance for doubtful accounts at an end of a month, as the aging matrix gives it: what was
-- owed by age, the percentages of that day, and the change that was booked.
create table if not exists billing.allowances (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  legal_entity_id uuid not null,
  currency text not null,
  reckoned_on date not null,
  not_due kernel.amount not null,
  days_1_30 kernel.amount not null,
  days_31_60 kernel.amount not null,
  days_61_90 kernel.amount not null,
  days_over_90 kernel.amount not null,
  percents numeric[] not null,
  amount kernel.amount not null,
  change kernel.amount not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint allowances_once_key unique (tenant_id, legal_entity_id, currency, reckoned_on),
  constraint allowances_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint allowances_currency_check check (kernel.is_currency(currency)),
  constraint allowances_percents_check check (cardinality(percents) = 5),
  constraint allowances_amount_check check (
    amount between 0 and not_due + days_1_30 + days_31_60 + days_61_90 + days_over_90)
);
create index if not exists allowances_reckoned_on_idx
  on billing.allowances (tenant_id, reckoned_on);
comment on table billing.allowances is 'Allowances for doubtful accounts, month by month.';
comment on column billing.allowances.tenant_id is 'The tenant.';
comment on column billing.allowances.id is 'Identifies it, and names its journal.';
comment on column billing.allowances.legal_entity_id is 'Whose books.';
comment on column billing.allowances.currency is 'ISO 4217.';
comment on column billing.allowances.reckoned_on is 'The last day of the month.';
comment on column billing.allowances.not_due is 'What was owed and not yet due.';
comment on column billing.allowances.days_1_30 is 'What was owed and overdue for 1 to 30 days.';
comment on column billing.allowances.days_31_60 is 'What was owed and overdue for 31 to 60 days.';
comment on column billing.allowances.days_61_90 is 'What was owed and overdue for 61 to 90 days.';
comment on column billing.allowances.days_over_90 is
  'What was owed and overdue for more than 90 days.';
comment on column billing.allowances.percents is
  'Percent of each of these, in their order, as the matrix said.';
comment on column billing.allowances.amount is 'The allowance from then on.';
comment on column billing.allowances.change is
  'By how much it grew since the one before; below zero, how much it fell.';
comment on column billing.allowances.created_at is 'When it was booked.';
comment on constraint allowances_once_key on billing.allowances is
  'The allowance of this day is reckoned.';
comment on constraint allowances_legal_entity_fkey on billing.allowances is
  E'@foreignFieldName allowances\nNo legal entity has this id.';
comment on constraint allowances_currency_check on billing.allowances is
  'The currency is no ISO 4217 code in use.';
comment on constraint allowances_percents_check on billing.allowances is
  'Each age has a percentage.';
comment on constraint allowances_amount_check on billing.allowances is
  'An allowance is at most all that is owed.';

-- Who may touch it: members and analysts read; the end of a month adds, nobody changes.
alter table billing.allowances enable row level security;
alter table billing.allowances force row level security;
drop policy if exists tenant_isolation on billing.allowances;
create policy tenant_isolation on billing.allowances as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.allowances;
create policy owner_all on billing.allowances to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.allowances;
create policy select_member on billing.allowances for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.allowances;
create policy select_analyst on billing.allowances for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.allowances to tenor_viewer, tenor_analyst;

create or replace trigger _300_append_only before update or delete or truncate
  on billing.allowances for each statement execute function kernel.tg__append_only();
select audit.watch('billing.allowances');
