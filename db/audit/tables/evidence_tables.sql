-- Tables of rows that never change, under seal. Belongs to the house, to no tenant.
create table if not exists audit.evidence_tables (
  table_name text not null primary key,
  constraint evidence_tables_table_name_check check (table_name ~ '^[a-z_]+\.[a-z_]+$')
);
comment on table audit.evidence_tables is 'Tables whose rows are sealed.';
comment on column audit.evidence_tables.table_name is 'schema.name.';

-- Who may touch it: our own functions.
alter table audit.evidence_tables enable row level security;
alter table audit.evidence_tables force row level security;
drop policy if exists owner_all on audit.evidence_tables;
create policy owner_all on audit.evidence_tables to tenor_owner using (table_name is not null);
