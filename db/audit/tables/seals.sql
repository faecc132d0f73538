-- A chain per tenant: each seal covers the entries of finished transactions since the one before.
create table if not exists audit.seals (
  tenant_id uuid not null,
  id bigint not null,
  from_transaction bigint not null,
  to_transaction bigint not null,
  entry_count int not null,
  expected_count int not null,
  entry_ids uuid[] not null,
  entry_hashes bytea not null,
  rows_hash bytea,
  previous_hash bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, id)
);
comment on table audit.seals is 'Seals over the audit log, a hash chain per tenant.';
comment on column audit.seals.tenant_id is 'The tenant.';
comment on column audit.seals.id is 'Place in the tenant''s chain, from 1, without gaps.';
comment on column audit.seals.from_transaction is 'First transaction covered, inclusive.';
comment on column audit.seals.to_transaction is 'Last transaction covered, exclusive.';
comment on column audit.seals.entry_count is 'How many entries are covered.';
comment on column audit.seals.expected_count is 'How many had been written.';
comment on column audit.seals.entry_ids is 'The covered entries in order.';
comment on column audit.seals.entry_hashes is 'SHA-256 of each covered entry, 32 bytes each.';
comment on column audit.seals.rows_hash is
  'SHA-256 over the rows of other tables that it covers, if there are any.';
comment on column audit.seals.previous_hash is 'Hash of the seal before; empty for the first.';
comment on column audit.seals.hash is
  'SHA-256 over the previous hash, the entry hashes, the expected count and the hash of the rows.';
comment on column audit.seals.sealed_at is 'When it was sealed, real time.';

-- Who may touch it: auditors read, all but the numbers of transactions, which are the whole
-- server's; nobody changes it.
alter table audit.seals enable row level security;
alter table audit.seals force row level security;
drop policy if exists tenant_isolation on audit.seals;
create policy tenant_isolation on audit.seals as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on audit.seals;
create policy owner_all on audit.seals to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_auditor on audit.seals;
create policy select_auditor on audit.seals for select to tenor_auditor
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select (tenant_id, id, entry_count, expected_count, entry_ids, entry_hashes, rows_hash,
  previous_hash, hash, sealed_at)
  on audit.seals to tenor_auditor;

create or replace trigger _300_append_only before update or delete or truncate on audit.seals
  for each statement execute function kernel.tg__append_only();
