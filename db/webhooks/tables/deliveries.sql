-- That an event is to reach an endpoint: once for each pair. The body is not kept; it is made of
-- the event, which never changes.
create table if not exists webhooks.deliveries (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  endpoint_id uuid not null,
  event_id uuid not null,
  event_type text not null,
  object_id uuid not null,
  status text not null default 'pending',
  attempts int not null default 0,
  next_attempt_at timestamptz default now(),
  response_status int,
  error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  replayed_at timestamptz,
  primary key (tenant_id, id),
  constraint deliveries_event_key unique (tenant_id, endpoint_id, event_id),
  constraint deliveries_endpoint_fkey foreign key (tenant_id, endpoint_id)
    references webhooks.endpoints (tenant_id, id) on delete cascade,
  constraint deliveries_event_fkey
    foreign key (tenant_id, event_id) references events.events (tenant_id, id)
    on delete cascade,
  constraint deliveries_status_check check (status in ('pending', 'delivered', 'failed')),
  constraint deliveries_pending_has_next_attempt_check
    check ((status = 'pending') = (next_attempt_at is not null)),
  constraint deliveries_finished_has_time_check
    check ((status = 'pending') = (finished_at is null))
);
create index if not exists deliveries_event_idx on webhooks.deliveries (tenant_id, event_id);
create index if not exists deliveries_status_idx on webhooks.deliveries (tenant_id, status, id);
-- Who is next in line for an object.
create index if not exists deliveries_pending_idx
  on webhooks.deliveries (tenant_id, endpoint_id, object_id, event_id) where status = 'pending';
comment on table webhooks.deliveries is 'Events on their way to endpoints.';
comment on column webhooks.deliveries.tenant_id is 'The tenant.';
comment on column webhooks.deliveries.id is 'Identifies the delivery.';
comment on column webhooks.deliveries.endpoint_id is 'Where it goes.';
comment on column webhooks.deliveries.event_id is
  'The event; the receiver gets it as webhook-id and id, by which it knows a repetition.';
comment on column webhooks.deliveries.event_type is 'Type of the event, such as invoice.paid.';
comment on column webhooks.deliveries.object_id is
  'What the event is about; events of one object arrive in order.';
comment on column webhooks.deliveries.status is 'pending, delivered or failed.';
comment on column webhooks.deliveries.attempts is 'Attempts since it was made or last replayed.';
comment on column webhooks.deliveries.next_attempt_at is
  'When it is tried, at the earliest: not before the earlier events of its object, real time.';
comment on column webhooks.deliveries.response_status is
  'Status of the last answer; null when none came.';
comment on column webhooks.deliveries.error is 'Why the last attempt failed.';
comment on column webhooks.deliveries.created_at is 'When it was made, real time.';
comment on column webhooks.deliveries.finished_at is 'When it arrived or was given up, real time.';
comment on column webhooks.deliveries.replayed_at is
  'When it was last replayed; then it goes out of order.';
comment on constraint deliveries_event_key on webhooks.deliveries is
  'This event is on its way to this webhook already.';
comment on constraint deliveries_endpoint_fkey on webhooks.deliveries is 'No webhook has this id.';
comment on constraint deliveries_event_fkey on webhooks.deliveries is 'No event has this id.';
comment on constraint deliveries_status_check on webhooks.deliveries is
  'A delivery is pending, delivered or failed.';
comment on constraint deliveries_pending_has_next_attempt_check on webhooks.deliveries is
  'A pending delivery, and no other, has a next attempt.';
comment on constraint deliveries_finished_has_time_check on webhooks.deliveries is
  'A delivery that is not pending, and no other, has an end.';

-- Who may touch it: members read; the house writes. Not audited: it is a record itself.
alter table webhooks.deliveries enable row level security;
alter table webhooks.deliveries force row level security;
drop policy if exists tenant_isolation on webhooks.deliveries;
create policy tenant_isolation on webhooks.deliveries as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on webhooks.deliveries;
create policy owner_all on webhooks.deliveries to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on webhooks.deliveries;
create policy select_member on webhooks.deliveries for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on webhooks.deliveries to tenor_viewer;
