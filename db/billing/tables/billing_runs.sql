-- One go over all that is due, in batches of contracts that workers bill side by side. It can be
-- stopped at any moment and started again: what is billed stays billed once.
create table if not exists billing.billing_runs (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  as_of date not null,
  account_id uuid,
  currency text,
  prepare boolean not null default false,
  status text not null default 'queued',
  contracts_total int not null,
  contracts_done int not null default 0,
  invoices_created int not null default 0,
  failures_count int not null default 0,
  requested_by text default nullif(current_setting('tenor.subject', true), ''),
  created_at timestamptz not null default kernel.real_time(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (tenant_id, id),
  constraint billing_runs_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint billing_runs_currency_check check (kernel.is_currency(currency)),
  constraint billing_runs_status_check
    check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  constraint billing_runs_counts_check check (
    contracts_total >= 0 and contracts_done between 0 and contracts_total
    and invoices_created >= 0 and failures_count >= 0),
  constraint billing_runs_finished_check
    check ((status in ('completed', 'failed', 'cancelled')) = (finished_at is not null))
);
create index if not exists billing_runs_status_idx on billing.billing_runs (tenant_id, status, id);
-- What was tried today is not tried again within the hour.
create index if not exists billing_runs_as_of_idx on billing.billing_runs (tenant_id, as_of);
create index if not exists billing_runs_account_idx
  on billing.billing_runs (tenant_id, account_id) where account_id is not null;
comment on table billing.billing_runs is 'Billing runs with their progress.';
comment on column billing.billing_runs.tenant_id is 'The tenant.';
comment on column billing.billing_runs.id is 'Identifies the run.';
comment on column billing.billing_runs.as_of is 'Everything due until this day is billed.';
comment on column billing.billing_runs.account_id is
  'The account that it is limited to, with those below it.';
comment on column billing.billing_runs.currency is 'The currency that it is limited to.';
comment on column billing.billing_runs.prepare is
  'Whether it makes drafts alone, of days to come too.';
comment on column billing.billing_runs.status is
  'queued, running, completed, failed (a batch was given up) or cancelled.';
comment on column billing.billing_runs.contracts_total is 'Contracts that were due at its start.';
comment on column billing.billing_runs.contracts_done is 'Contracts that were looked at so far.';
comment on column billing.billing_runs.invoices_created is 'Invoices made so far.';
comment on column billing.billing_runs.failures_count is 'Contracts that could not be billed.';
comment on column billing.billing_runs.requested_by is 'Who started it.';
comment on column billing.billing_runs.created_at is 'When it was asked for, real time.';
comment on column billing.billing_runs.started_at is 'When its first batch began, real time.';
comment on column billing.billing_runs.finished_at is 'When it ended, real time.';
comment on constraint billing_runs_account_fkey on billing.billing_runs is
  'No account has this id.';
comment on constraint billing_runs_currency_check on billing.billing_runs is
  'The currency is no ISO 4217 code in use.';
comment on constraint billing_runs_status_check on billing.billing_runs is
  'A run is queued, running, completed or cancelled.';
comment on constraint billing_runs_counts_check on billing.billing_runs is
  'A run counts no more contracts than it has.';
comment on constraint billing_runs_finished_check on billing.billing_runs is
  'An ended run says when.';

-- Who may touch it: members read; commands write.
alter table billing.billing_runs enable row level security;
alter table billing.billing_runs force row level security;
drop policy if exists tenant_isolation on billing.billing_runs;
create policy tenant_isolation on billing.billing_runs as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.billing_runs;
create policy owner_all on billing.billing_runs to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.billing_runs;
create policy select_member on billing.billing_runs for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.billing_runs to tenor_viewer;
-- Not under audit: its counters move with every batch; the invoices it makes are audited.
