-- The outbox: written in the transaction of the change, so that nothing is said that did not
-- happen, and nothing happens unsaid.
create table if not exists events.events (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  type text not null,
  object_type text not null,
  object_id uuid not null,
  data jsonb not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint events_type_check check (type ~ '^[a-z_]+\.[a-z_]+$')
);
create index if not exists events_object_idx on events.events (tenant_id, object_id, id);
create index if not exists events_type_idx on events.events (tenant_id, type, id);
comment on table events.events is
  'What happened, for webhooks and tasks, in the order it was said.';
comment on column events.events.tenant_id is 'The tenant.';
comment on column events.events.id is 'Identifies the event; rises with time.';
comment on column events.events.type is 'noun.past_participle, such as invoice.finalized.';
comment on column events.events.object_type is 'What it is about, such as invoice.';
comment on column events.events.object_id is 'Which one it is about.';
comment on column events.events.data is '{object, previous?}: the object as it stood then.';
comment on column events.events.created_at is 'When, by the tenant''s clock.';

-- Who may touch it: members read; events are published by commands alone and never change.
alter table events.events enable row level security;
alter table events.events force row level security;
drop policy if exists tenant_isolation on events.events;
create policy tenant_isolation on events.events as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on events.events;
create policy owner_all on events.events to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on events.events;
create policy select_member on events.events for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on events.events to tenor_viewer;

create or replace trigger _300_append_only before update or truncate on events.events
  for each statement execute function kernel.tg__append_only();
-- What is young is never deleted, from whoever asks: no tenant keeps events for less.
create or replace trigger _300_keep_recent before delete on events.events
  for each row when (old.id >= uuidv7(interval '-90 days'))
  execute function kernel.tg__append_only();
create or replace trigger _500_notify_tasks after insert on events.events
  referencing new table as new_rows
  for each statement execute function events.tg_events__notify_tasks();
