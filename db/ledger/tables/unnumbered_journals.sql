-- Journals that have no number yet, a row for each statement that booked some: whoever books waits
-- for no counter, and nobody has to look for them among all journals.
create table if not exists ledger.unnumbered_journals (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  journal_ids uuid[] not null,
  primary key (tenant_id, id)
);
comment on table ledger.unnumbered_journals is 'Journals that wait for their numbers.';
comment on column ledger.unnumbered_journals.tenant_id is 'The tenant.';
comment on column ledger.unnumbered_journals.id is 'Identifies the row.';
comment on column ledger.unnumbered_journals.journal_ids is 'The journals of one statement.';

-- Who may touch it: our own functions.
alter table ledger.unnumbered_journals enable row level security;
alter table ledger.unnumbered_journals force row level security;
drop policy if exists tenant_isolation on ledger.unnumbered_journals;
create policy tenant_isolation on ledger.unnumbered_journals as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on ledger.unnumbered_journals;
create policy owner_all on ledger.unnumbered_journals to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
