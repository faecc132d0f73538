-- What a run could not bill, and why. It blocks nobody else.
create table if not exists billing.run_failures (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  run_id uuid not null,
  contract_id uuid not null,
  code text not null,
  message text not null,
  sqlstate text,
  error_id uuid,
  created_at timestamptz not null default kernel.real_time(),
  primary key (tenant_id, id),
  constraint run_failures_once_key unique (tenant_id, run_id, contract_id),
  constraint run_failures_run_fkey
    foreign key (tenant_id, run_id) references billing.billing_runs (tenant_id, id),
  constraint run_failures_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id)
);
create index if not exists run_failures_contract_idx
  on billing.run_failures (tenant_id, contract_id);
comment on table billing.run_failures is 'Contracts that a billing run could not bill.';
comment on column billing.run_failures.tenant_id is 'The tenant.';
comment on column billing.run_failures.id is 'Identifies the failure.';
comment on column billing.run_failures.run_id is 'The run.';
comment on column billing.run_failures.contract_id is 'The contract.';
comment on column billing.run_failures.code is 'The error''s word, such as credit_hold.';
comment on column billing.run_failures.message is 'A sentence that says why.';
comment on column billing.run_failures.sqlstate is
  'What the database called it; null of a refusal.';
comment on column billing.run_failures.error_id is
  'The id under which it is logged; null of a refusal.';
comment on column billing.run_failures.created_at is 'When, real time.';
comment on constraint run_failures_run_fkey on billing.run_failures is
  E'@foreignFieldName failures\nNo billing run has this id.';
comment on constraint run_failures_once_key on billing.run_failures is
  'A run says once why a contract failed.';
comment on constraint run_failures_contract_fkey on billing.run_failures is
  'No contract has this id.';

-- Who may touch it: members read; commands write.
alter table billing.run_failures enable row level security;
alter table billing.run_failures force row level security;
drop policy if exists tenant_isolation on billing.run_failures;
create policy tenant_isolation on billing.run_failures as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.run_failures;
create policy owner_all on billing.run_failures to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.run_failures;
create policy select_member on billing.run_failures for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.run_failures to tenor_viewer;
