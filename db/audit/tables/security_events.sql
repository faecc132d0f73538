-- Who came, who was refused, and what was done about access itself. Acts are noted in their own
-- transaction; what the edge sees (denials, first uses of tokens, replays, exports) in one after
-- it, since what was refused leaves nothing behind.
create table if not exists audit.security_events (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  occurred_at timestamptz not null default clock_timestamp(),
  event text not null,
  subject text,
  role text,
  request_id text,
  client_ip text,
  details jsonb not null default '{}',
  primary key (tenant_id, id),
  constraint security_events_event_check check (event ~ '^[a-z]+\.[a-z_]+$')
);
create index if not exists security_events_event_idx
  on audit.security_events (tenant_id, event, id);
create index if not exists security_events_subject_idx
  on audit.security_events (tenant_id, subject, id);
comment on table audit.security_events is
  'Denials, logins, replays, exports, and acts on access: bindings, rotations, withdrawals.';
-- A log is long: it is listed in the orders that have an index.
comment on column audit.security_events.tenant_id is
  'The tenant; all zeros for the platform itself and for callers who are nobody.';
comment on column audit.security_events.id is 'Identifies the event; rises with time.';
comment on column audit.security_events.occurred_at is E'@behavior -orderBy\nWhen, real time.';
comment on column audit.security_events.event is 'What, by a stable name such as access.denied.';
comment on column audit.security_events.subject is 'Who: the sub claim, or worker.';
comment on column audit.security_events.role is
  E'@behavior -orderBy\nThe role in which it was done or tried.';
comment on column audit.security_events.request_id is
  E'@behavior -orderBy\nThe request or job in which it happened.';
comment on column audit.security_events.client_ip is E'@behavior -orderBy\nFrom where.';
comment on column audit.security_events.details is 'What it was about: ids and words, no secrets.';
comment on constraint security_events_event_check on audit.security_events is
  'An event is named noun.past_participle.';

-- Who may touch it: auditors read those of their tenant, the operator all; nobody changes any.
alter table audit.security_events enable row level security;
alter table audit.security_events force row level security;
drop policy if exists owner_all on audit.security_events;
create policy owner_all on audit.security_events to tenor_owner
  using (tenant_id = (select tenancy.caller_id()));
drop policy if exists select_auditor on audit.security_events;
create policy select_auditor on audit.security_events for select to tenor_auditor
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_operator on audit.security_events;
create policy select_operator on audit.security_events for select to tenor_operator
  using ((select tenancy.is_operator()));
grant select on audit.security_events to tenor_auditor, tenor_operator;

create or replace trigger _300_append_only before update or truncate on audit.security_events
  for each statement execute function kernel.tg__append_only();
-- What is young is never deleted, from whoever asks: no tenant keeps them for less.
create or replace trigger _300_keep_recent before delete on audit.security_events
  for each row when (old.id >= uuidv7(interval '-365 days'))
  execute function kernel.tg__append_only();
