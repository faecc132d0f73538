-- How much of what customers owe a legal entity expects to lose, by how long it is overdue. Who has
-- none keeps no allowance.
create table if not exists billing.allowance_matrices (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  legal_entity_id uuid not null,
  not_due kernel.percentage not null default 0,
  days_1_30 kernel.percentage not null default 0,
  days_31_60 kernel.percentage not null default 0,
  days_61_90 kernel.percentage not null default 0,
  days_over_90 kernel.percentage not null default 0,
  reckoned_until date not null,
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint allowance_matrices_once_key unique (tenant_id, legal_entity_id),
  constraint allowance_matrices_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id)
);
comment on table billing.allowance_matrices is
  'How much of their receivables legal entities expect to lose, by age.';
comment on column billing.allowance_matrices.tenant_id is 'The tenant.';
comment on column billing.allowance_matrices.id is 'Identifies the matrix.';
comment on column billing.allowance_matrices.legal_entity_id is 'The legal entity.';
comment on column billing.allowance_matrices.not_due is 'Percent of what is not yet due.';
comment on column billing.allowance_matrices.days_1_30 is
  'Percent of what is overdue for 1 to 30 days.';
comment on column billing.allowance_matrices.days_31_60 is
  'Percent of what is overdue for 31 to 60 days.';
comment on column billing.allowance_matrices.days_61_90 is
  'Percent of what is overdue for 61 to 90 days.';
comment on column billing.allowance_matrices.days_over_90 is
  'Percent of what is overdue for more than 90 days.';
comment on column billing.allowance_matrices.reckoned_until is
  'The last end of a month that is done: reckoned, or before there was a matrix.';
comment on column billing.allowance_matrices.updated_at is 'When it last changed.';
comment on constraint allowance_matrices_once_key on billing.allowance_matrices is
  'The legal entity has a matrix.';
comment on constraint allowance_matrices_legal_entity_fkey on billing.allowance_matrices is
  E'@foreignSingleFieldName allowanceMatrix\nNo legal entity has this id.';

-- Who may touch it: members and analysts read, finance sets it by a command.
alter table billing.allowance_matrices enable row level security;
alter table billing.allowance_matrices force row level security;
drop policy if exists tenant_isolation on billing.allowance_matrices;
create policy tenant_isolation on billing.allowance_matrices as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.allowance_matrices;
create policy owner_all on billing.allowance_matrices to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.allowance_matrices;
create policy select_member on billing.allowance_matrices for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.allowance_matrices;
create policy select_analyst on billing.allowance_matrices for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.allowance_matrices to tenor_viewer, tenor_analyst;

create or replace trigger _100_touch before update on billing.allowance_matrices
  for each row execute function tenancy.tg__touch();
create or replace trigger _300_never_deleted before delete or truncate
  on billing.allowance_matrices for each statement execute function kernel.tg__never_deleted();
select audit.watch('billing.allowance_matrices');
