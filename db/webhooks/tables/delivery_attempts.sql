create table if not exists webhooks.delivery_attempts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  delivery_id uuid not null,
  attempt int not null,
  response_status int,
  error text,
  duration_ms int,
  response_excerpt text,
  attempted_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, id),
  constraint delivery_attempts_delivery_fkey foreign key (tenant_id, delivery_id)
    references webhooks.deliveries (tenant_id, id) on delete cascade
);
create index if not exists delivery_attempts_delivery_idx
  on webhooks.delivery_attempts (tenant_id, delivery_id, id);
comment on table webhooks.delivery_attempts is 'What came of each attempt to deliver an event.';
comment on column webhooks.delivery_attempts.tenant_id is 'The tenant.';
comment on column webhooks.delivery_attempts.id is 'Identifies the attempt.';
comment on column webhooks.delivery_attempts.delivery_id is 'The delivery.';
comment on column webhooks.delivery_attempts.attempt is
  'Its number, from 1; a replay counts anew.';
comment on column webhooks.delivery_attempts.response_status is
  'HTTP status of the answer; null when none came.';
comment on column webhooks.delivery_attempts.error is 'Why it failed.';
comment on column webhooks.delivery_attempts.duration_ms is 'How long it took, in milliseconds.';
comment on column webhooks.delivery_attempts.response_excerpt is
  'The beginning of the answer, up to 500 characters.';
comment on column webhooks.delivery_attempts.attempted_at is 'When it ended, real time.';
comment on constraint delivery_attempts_delivery_fkey on webhooks.delivery_attempts is
  E'@foreignFieldName attemptLog\nNo delivery has this id.';

-- Who may touch it: members read; the worker records.
alter table webhooks.delivery_attempts enable row level security;
alter table webhooks.delivery_attempts force row level security;
drop policy if exists tenant_isolation on webhooks.delivery_attempts;
create policy tenant_isolation on webhooks.delivery_attempts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on webhooks.delivery_attempts;
create policy owner_all on webhooks.delivery_attempts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on webhooks.delivery_attempts;
create policy select_member on webhooks.delivery_attempts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on webhooks.delivery_attempts to tenor_viewer;
