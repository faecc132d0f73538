-- Which rows each statement added to tables under seal, until they are sealed: a row that is taken
-- out before its seal is missed.
create table if not exists audit.unsealed_rows (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  transaction_id xid8 not null default pg_current_xact_id(),
  table_name text not null,
  row_ids uuid[] not null,
  primary key (tenant_id, id)
);
create index if not exists unsealed_rows_transaction_idx
  on audit.unsealed_rows (tenant_id, (transaction_id::text::bigint));
comment on table audit.unsealed_rows is 'Rows of tables under seal since the last seal.';
comment on column audit.unsealed_rows.tenant_id is 'The tenant.';
comment on column audit.unsealed_rows.id is 'Identifies the statement''s share.';
comment on column audit.unsealed_rows.transaction_id is 'The transaction that wrote the rows.';
comment on column audit.unsealed_rows.table_name is 'The table, schema.name.';
comment on column audit.unsealed_rows.row_ids is 'The rows that one statement wrote.';

-- Who may touch it: our own functions.
alter table audit.unsealed_rows enable row level security;
alter table audit.unsealed_rows force row level security;
drop policy if exists tenant_isolation on audit.unsealed_rows;
create policy tenant_isolation on audit.unsealed_rows as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on audit.unsealed_rows;
create policy owner_all on audit.unsealed_rows to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
