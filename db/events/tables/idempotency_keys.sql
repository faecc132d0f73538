-- Answers that were given once. Claim, effect and answer commit together: after a crash there is
-- all of it or nothing.
create table if not exists events.idempotency_keys (
  tenant_id uuid not null,
  subject text not null,
  key text not null,
  route text not null,
  body_hash text not null,
  status int,
  body text,
  role text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, subject, key),
  constraint idempotency_keys_key_length_check check (length(key) between 1 and 255)
);
create index if not exists idempotency_keys_created_at_idx
  on events.idempotency_keys (tenant_id, created_at);
comment on table events.idempotency_keys is 'Requests by Idempotency-Key and their first answer.';
comment on column events.idempotency_keys.tenant_id is 'The tenant; all zeros for the operator.';
comment on column events.idempotency_keys.subject is 'Who asked.';
comment on column events.idempotency_keys.key is 'The Idempotency-Key.';
comment on column events.idempotency_keys.route is 'Method and path that were asked.';
comment on column events.idempotency_keys.body_hash is 'SHA-256 of the request''s body.';
comment on column events.idempotency_keys.status is 'Status of the first answer.';
comment on column events.idempotency_keys.body is 'Body of the first answer.';
comment on column events.idempotency_keys.role is 'The database role that got it.';
comment on column events.idempotency_keys.created_at is 'When, real time; kept for 24 hours.';
comment on constraint idempotency_keys_key_length_check on events.idempotency_keys is
  'An Idempotency-Key has 1 to 255 characters.';

-- Who may touch it: our own functions, each caller its own keys.
alter table events.idempotency_keys enable row level security;
alter table events.idempotency_keys force row level security;
drop policy if exists owner_all on events.idempotency_keys;
create policy owner_all on events.idempotency_keys to tenor_owner
  using (tenant_id = (select tenancy.caller_id()));
