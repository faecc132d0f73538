-- How many entries each statement wrote, until they are sealed. An entry that is taken out before
-- its seal leaves no hash behind; it is missed in the count.
create table if not exists audit.tallies (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  transaction_id xid8 not null default pg_current_xact_id(),
  entry_count int not null,
  primary key (tenant_id, id)
);
create index if not exists tallies_transaction_idx
  on audit.tallies (tenant_id, (transaction_id::text::bigint));
comment on table audit.tallies is 'How many audit entries were written since the last seal.';
comment on column audit.tallies.tenant_id is 'The tenant.';
comment on column audit.tallies.id is 'Identifies the count.';
comment on column audit.tallies.transaction_id is 'The transaction that wrote the entries.';
comment on column audit.tallies.entry_count is 'How many one statement wrote.';

-- Who may touch it: our own functions.
alter table audit.tallies enable row level security;
alter table audit.tallies force row level security;
drop policy if exists tenant_isolation on audit.tallies;
create policy tenant_isolation on audit.tallies as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on audit.tallies;
create policy owner_all on audit.tallies to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
