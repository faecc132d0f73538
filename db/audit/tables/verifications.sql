-- Each time the log was looked over: the daily proof, or the alarm.
create table if not exists audit.verifications (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  verified_at timestamptz not null default clock_timestamp(),
  seal bigint,
  head text,
  findings text[] not null,
  primary key (tenant_id, id)
);
comment on table audit.verifications is
  E'@name audit_verifications\nWhat came out each time the audit log was verified.';
comment on column audit.verifications.tenant_id is 'The tenant.';
comment on column audit.verifications.id is 'Identifies the verification; rises with time.';
comment on column audit.verifications.verified_at is 'When, real time.';
comment on column audit.verifications.seal is 'The newest seal then.';
comment on column audit.verifications.head is 'Its hash: keep it, and ask for it later.';
comment on column audit.verifications.findings is 'What was found, the first 20; none in health.';

-- Who may touch it: auditors read; nobody changes it.
alter table audit.verifications enable row level security;
alter table audit.verifications force row level security;
drop policy if exists tenant_isolation on audit.verifications;
create policy tenant_isolation on audit.verifications as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on audit.verifications;
create policy owner_all on audit.verifications to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_auditor on audit.verifications;
create policy select_auditor on audit.verifications for select to tenor_auditor
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on audit.verifications to tenor_auditor;

create or replace trigger _300_append_only
  before update or delete or truncate on audit.verifications
  for each statement execute function kernel.tg__append_only();
