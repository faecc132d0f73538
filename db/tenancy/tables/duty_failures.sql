-- What a duty could not do, and why. It keeps nothing else from being done, and is tried again each
-- day, or when somebody asks.
create table if not exists tenancy.duty_failures (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  duty text not null,
  object_type text not null,
  object_id uuid not null,
  status text not null default 'open',
  code text not null,
  message text not null,
  sqlstate text,
  error_id uuid,
  attempts int not null default 1,
  created_at timestamptz not null default tenancy.now(),
  failed_at timestamptz not null default tenancy.now(),
  resolved_at timestamptz,
  primary key (tenant_id, id),
  constraint duty_failures_status_check check (status in ('open', 'resolved')),
  constraint duty_failures_resolved_check check ((status = 'resolved') = (resolved_at is not null)),
  constraint duty_failures_attempts_check check (attempts > 0)
);
create unique index if not exists duty_failures_open_key
  on tenancy.duty_failures (tenant_id, duty, object_id) where status = 'open';
create index if not exists duty_failures_status_idx
  on tenancy.duty_failures (tenant_id, status, duty, id);
create index if not exists duty_failures_object_idx on tenancy.duty_failures (tenant_id, object_id);
comment on index tenancy.duty_failures_open_key is 'This failure is open already.';
comment on table tenancy.duty_failures is
  'What the daily work could not do, with its reason, until it is done.';
comment on column tenancy.duty_failures.tenant_id is 'The tenant.';
comment on column tenancy.duty_failures.id is 'Identifies the failure.';
comment on column tenancy.duty_failures.duty is
  'The duty: renewals, billing, finalize, expiry, overdue and so on.';
comment on column tenancy.duty_failures.object_type is
  'What it could not be done for: contract, invoice, purchase_order, account and so on.';
comment on column tenancy.duty_failures.object_id is 'Which one.';
comment on column tenancy.duty_failures.status is
  'open, or resolved: it was done, or is no longer due.';
comment on column tenancy.duty_failures.code is 'The error''s word, such as credit_hold.';
comment on column tenancy.duty_failures.message is 'A sentence that says why.';
comment on column tenancy.duty_failures.sqlstate is
  'What the database called it; null of a refusal.';
comment on column tenancy.duty_failures.error_id is
  'The id under which it is logged; null of a refusal.';
comment on column tenancy.duty_failures.attempts is 'How often it was tried.';
comment on column tenancy.duty_failures.created_at is
  'When it failed first, by the tenant''s clock.';
comment on column tenancy.duty_failures.failed_at is
  'When it failed last, by the tenant''s clock.';
comment on column tenancy.duty_failures.resolved_at is
  'When it was resolved, by the tenant''s clock.';
comment on constraint duty_failures_status_check on tenancy.duty_failures is
  'A failure is open or resolved.';
comment on constraint duty_failures_resolved_check on tenancy.duty_failures is
  'What is resolved says when.';
comment on constraint duty_failures_attempts_check on tenancy.duty_failures is
  'What failed was tried.';

-- Who may touch it: members read; commands write.
alter table tenancy.duty_failures enable row level security;
alter table tenancy.duty_failures force row level security;
drop policy if exists tenant_isolation on tenancy.duty_failures;
create policy tenant_isolation on tenancy.duty_failures as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tenancy.duty_failures;
create policy owner_all on tenancy.duty_failures to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tenancy.duty_failures;
create policy select_member on tenancy.duty_failures for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tenancy.duty_failures to tenor_viewer;
