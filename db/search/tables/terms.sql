-- The index: a row for each beginning, ordered as bytes, so that what begins with a text is a
-- range. Behind the wall only such comparisons use an index; patterns and trigrams would read every
-- row.
create table if not exists search.terms (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  kind text not null,
  term text collate "C" not null,
  subject_id uuid not null,
  primary key (tenant_id, kind, term, subject_id)
);
comment on table search.terms is 'Beginnings under which accounts and contracts are found.';
comment on column search.terms.tenant_id is 'The tenant.';
comment on column search.terms.kind is 'account or contract.';
comment on column search.terms.term is
  'A beginning of a field (=), of a word (^) or of the rest of a word (~).';
comment on column search.terms.subject_id is 'The account or contract that has it.';

-- Who may touch it: our own functions.
alter table search.terms enable row level security;
alter table search.terms force row level security;
drop policy if exists tenant_isolation on search.terms;
create policy tenant_isolation on search.terms as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on search.terms;
create policy owner_all on search.terms to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
-- Not watched: it says nothing that accounts and contracts do not say.
