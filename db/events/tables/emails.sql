-- Mail that went out, or was captured where no mail service is configured: nothing pretends to
-- have been sent.
create table if not exists events.emails (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  kind text not null,
  object_type text not null,
  object_id uuid not null,
  account_id uuid,
  to_addresses text[] not null,
  cc_addresses text[] not null default '{}',
  subject text,
  status text not null default 'queued',
  provider_message_id text,
  file_key text,
  error text,
  created_at timestamptz not null default tenancy.now(),
  sent_at timestamptz,
  primary key (tenant_id, id),
  constraint emails_status_check check (status in ('queued', 'sent', 'captured', 'failed'))
);
create index if not exists emails_object_idx on events.emails (tenant_id, object_id, id);
comment on table events.emails is 'Mail to customers, with what became of it.';
comment on column events.emails.tenant_id is 'The tenant.';
comment on column events.emails.id is 'Identifies the mail; the mail service gets it too.';
comment on column events.emails.kind is
  'invoice, reminder, receipt, statement, credit_note, renewal_alert and so on.';
comment on column events.emails.object_type is
  'What it is about: invoice, statement (of an invoice), credit_note, account and so on.';
comment on column events.emails.object_id is 'Which one it is about.';
comment on column events.emails.account_id is
  'For whose part of it, such as the subsidiary of a statement; else null.';
comment on column events.emails.to_addresses is 'To whom.';
comment on column events.emails.cc_addresses is 'With copies to whom.';
comment on column events.emails.subject is 'Its subject line.';
comment on column events.emails.status is 'queued, sent, captured (no mail service set) or failed.';
comment on column events.emails.provider_message_id is 'The mail service''s id.';
comment on column events.emails.file_key is 'Where a captured mail lies.';
comment on column events.emails.error is 'Why it failed.';
comment on column events.emails.created_at is 'When it was written, by the tenant''s clock.';
comment on column events.emails.sent_at is
  'When it went out or was captured, by the tenant''s clock.';

-- Who may touch it: members read.
alter table events.emails enable row level security;
alter table events.emails force row level security;
drop policy if exists tenant_isolation on events.emails;
create policy tenant_isolation on events.emails as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on events.emails;
create policy owner_all on events.emails to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on events.emails;
create policy select_member on events.emails for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on events.emails to tenor_viewer;
