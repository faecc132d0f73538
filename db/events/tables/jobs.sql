-- What a tenant asked to be done later. The queue itself (graphile_worker) forgets finished jobs
-- and knows no tenants; this is what people see.
create table if not exists events.jobs (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  task text not null,
  payload jsonb not null default '{}',
  job_key text,
  status text not null default 'queued',
  attempts int not null default 0,
  max_attempts int not null default 25,
  result jsonb,
  error text,
  requested_by text default nullif(current_setting('tenor.subject', true), ''),
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (tenant_id, id),
  constraint jobs_status_check check (status in ('queued', 'running', 'completed', 'failed'))
);
-- A job between two attempts does not keep a newer one from being tried at once.
create unique index if not exists jobs_waiting_key on events.jobs (tenant_id, job_key)
  where status = 'queued' and attempts = 0 and job_key is not null;
create index if not exists jobs_status_idx on events.jobs (tenant_id, status, task);
comment on table events.jobs is 'Work for later: queued, running, completed or failed.';
comment on column events.jobs.tenant_id is 'The tenant.';
comment on column events.jobs.id is 'Identifies the job.';
comment on column events.jobs.task is 'The task, such as billing/render_invoice.';
comment on column events.jobs.payload is 'What it works on: ids alone.';
comment on column events.jobs.job_key is 'Of jobs that wait with the same key there is one.';
comment on column events.jobs.status is 'queued, running, completed or failed.';
comment on column events.jobs.attempts is 'How often it was tried.';
comment on column events.jobs.max_attempts is 'After so many attempts it stays failed.';
comment on column events.jobs.result is 'What came out.';
comment on column events.jobs.error is 'Why the last attempt failed.';
comment on column events.jobs.requested_by is 'Who asked for it.';
comment on column events.jobs.created_at is 'When it was asked for, real time.';
comment on column events.jobs.started_at is 'When the last attempt began, real time.';
comment on column events.jobs.finished_at is 'When it was completed or given up, real time.';

-- Who may touch it: members read; jobs are made and moved by commands alone.
alter table events.jobs enable row level security;
alter table events.jobs force row level security;
drop policy if exists tenant_isolation on events.jobs;
create policy tenant_isolation on events.jobs as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on events.jobs;
create policy owner_all on events.jobs to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on events.jobs;
create policy select_member on events.jobs for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on events.jobs to tenor_viewer;

create or replace trigger _500_fail_mail after update of status on events.jobs
  for each row when (new.status = 'failed' and old.status is distinct from 'failed'
    and new.payload ? 'email_id')
  execute function events.tg_jobs__fail_mail();
