-- What a seal covers of tables whose rows never change: the rows stay where they are, their hashes
-- stand here, and the hash of these in the seal.
create table if not exists audit.sealed_rows (
  tenant_id uuid not null,
  seal bigint not null,
  table_name text not null,
  row_ids uuid[] not null,
  row_hashes bytea[] not null,
  primary key (tenant_id, seal, table_name)
);
comment on table audit.sealed_rows is 'Rows that seals cover, with their hashes.';
comment on column audit.sealed_rows.tenant_id is 'The tenant.';
comment on column audit.sealed_rows.seal is 'The seal.';
comment on column audit.sealed_rows.table_name is 'The table, schema.name.';
comment on column audit.sealed_rows.row_ids is 'The covered rows in order.';
comment on column audit.sealed_rows.row_hashes is
  'SHA-256 of each covered row; empty of one that was gone before its seal.';

-- Who may touch it: our own functions, and nobody changes it.
alter table audit.sealed_rows enable row level security;
alter table audit.sealed_rows force row level security;
drop policy if exists tenant_isolation on audit.sealed_rows;
create policy tenant_isolation on audit.sealed_rows as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on audit.sealed_rows;
create policy owner_all on audit.sealed_rows to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));

create or replace trigger _300_append_only before update or delete or truncate
  on audit.sealed_rows for each statement execute function kernel.tg__append_only();
