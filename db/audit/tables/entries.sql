-- Every change of a watched table, by month. Written by triggers alone, sealed in batches later.
create table if not exists audit.entries (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  recorded_at timestamptz not null default clock_timestamp(),
  transaction_id xid8 not null default pg_current_xact_id(),
  actor text,
  actor_role text,
  request_id text,
  client_ip text,
  table_name text not null,
  operation text not null,
  row_id uuid,
  old_values jsonb,
  new_values jsonb,
  primary key (tenant_id, recorded_at, id),
  constraint entries_operation_check check (operation in ('insert', 'update', 'delete'))
) partition by range (recorded_at);
create index if not exists entries_row_idx on audit.entries (tenant_id, row_id, id);
-- Sealing takes entries by finished transaction.
create index if not exists entries_transaction_idx
  on audit.entries (tenant_id, (transaction_id::text::bigint), id);
comment on table audit.entries is
  E'@name audit_entries\nThe audit log: one row per changed row, append-only.';
-- A log is long: it is listed in the orders that have an index.
comment on column audit.entries.tenant_id is 'The tenant.';
comment on column audit.entries.id is 'Identifies the entry; rises with time.';
comment on column audit.entries.recorded_at is 'When, in real time.';
comment on column audit.entries.transaction_id is 'The transaction that made the change.';
comment on column audit.entries.actor is E'@behavior -orderBy\nWho: the sub claim, or worker.';
comment on column audit.entries.actor_role is E'@behavior -orderBy\nThe database role that acted.';
comment on column audit.entries.request_id is
  E'@behavior -orderBy\nThe request or job in which it happened.';
comment on column audit.entries.client_ip is E'@behavior -orderBy\nFrom where.';
comment on column audit.entries.table_name is
  E'@behavior -orderBy\nThe changed table, schema.name.';
comment on column audit.entries.operation is E'@behavior -orderBy\ninsert, update or delete.';
comment on column audit.entries.row_id is 'The changed row.';
comment on column audit.entries.old_values is 'The row before.';
comment on column audit.entries.new_values is 'The row after.';

-- Who may touch it: auditors read; nobody changes it, our own functions included (see triggers).
-- Transactions are numbered for the whole server: their numbers tell how busy others are.
alter table audit.entries enable row level security;
alter table audit.entries force row level security;
drop policy if exists tenant_isolation on audit.entries;
create policy tenant_isolation on audit.entries as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on audit.entries;
create policy owner_all on audit.entries to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_auditor on audit.entries;
create policy select_auditor on audit.entries for select to tenor_auditor
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select (tenant_id, id, recorded_at, actor, actor_role, request_id, client_ip, table_name,
  operation, row_id, old_values, new_values)
  on audit.entries to tenor_auditor;

create or replace trigger _300_append_only before update or delete or truncate on audit.entries
  for each statement execute function kernel.tg__append_only();
