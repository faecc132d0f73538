-- A share of a run, billed in one transaction: contracts, with all that their payers pay for.
create table if not exists billing.run_batches (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  run_id uuid not null,
  contract_ids uuid[] not null,
  contracts_count int not null,
  status text not null default 'queued',
  invoices_created int not null default 0,
  finished_at timestamptz,
  primary key (tenant_id, id),
  constraint run_batches_run_fkey
    foreign key (tenant_id, run_id) references billing.billing_runs (tenant_id, id),
  constraint run_batches_status_check check (status in ('queued', 'done', 'failed', 'cancelled'))
);
create index if not exists run_batches_run_idx on billing.run_batches (tenant_id, run_id, status);
comment on table billing.run_batches is 'The batches of billing runs.';
comment on column billing.run_batches.tenant_id is 'The tenant.';
comment on column billing.run_batches.id is 'Identifies the batch.';
comment on column billing.run_batches.run_id is 'The run.';
comment on column billing.run_batches.contract_ids is 'What was due at its start.';
comment on column billing.run_batches.contracts_count is 'Contracts that were due in it.';
comment on column billing.run_batches.status is 'queued, done, failed or cancelled.';
comment on column billing.run_batches.invoices_created is 'Invoices that it made.';
comment on column billing.run_batches.finished_at is 'When it was done, real time.';
comment on constraint run_batches_run_fkey on billing.run_batches is
  E'@foreignFieldName batches\nNo billing run has this id.';
comment on constraint run_batches_status_check on billing.run_batches is
  'A batch is queued, done or cancelled.';

-- Who may touch it: members read; commands write.
alter table billing.run_batches enable row level security;
alter table billing.run_batches force row level security;
drop policy if exists tenant_isolation on billing.run_batches;
create policy tenant_isolation on billing.run_batches as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.run_batches;
create policy owner_all on billing.run_batches to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.run_batches;
create policy select_member on billing.run_batches for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.run_batches to tenor_viewer;
