-- What can be found, spelled out: who searches compares with it what the terms have found.
create table if not exists search.subjects (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  kind text not null,
  subject_id uuid not null,
  words text not null,
  primary key (tenant_id, kind, subject_id),
  constraint subjects_kind_check check (kind in ('account', 'contract'))
);
comment on table search.subjects is 'What accounts and contracts are found by.';
comment on column search.subjects.tenant_id is 'The tenant.';
comment on column search.subjects.kind is 'account or contract.';
comment on column search.subjects.subject_id is 'The account or contract.';
comment on column search.subjects.words is
  'Its names and numbers in the spelling of the index, each field between bars.';
comment on constraint subjects_kind_check on search.subjects is
  'Accounts and contracts have words of their own.';

-- Who may touch it: our own functions.
alter table search.subjects enable row level security;
alter table search.subjects force row level security;
drop policy if exists tenant_isolation on search.subjects;
create policy tenant_isolation on search.subjects as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on search.subjects;
create policy owner_all on search.subjects to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));

create or replace trigger _500_index_insert after insert on search.subjects
  referencing new table as new_rows
  for each statement execute function search.tg_subjects__index();
create or replace trigger _500_index_update after update on search.subjects
  referencing old table as old_rows new table as new_rows
  for each statement execute function search.tg_subjects__index();
create or replace trigger _500_index_delete after delete on search.subjects
  referencing old table as old_rows
  for each statement execute function search.tg_subjects__index();
-- Not watched: it says nothing that accounts and contracts do not say.
