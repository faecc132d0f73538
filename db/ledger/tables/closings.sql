-- Until which day the books of a legal entity are closed, for a scope: tax (what is on tax
-- returns), receivables (what customers owe and paid), all. Nothing is booked on a closed day:
-- whoever books holds the tenant's books shared, whoever closes or reopens holds them alone.
create table if not exists ledger.closings (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  legal_entity_id uuid not null,
  scope text not null,
  closed_until date not null,
  primary key (tenant_id, legal_entity_id, scope),
  constraint closings_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint closings_scope_check check (scope in ('tax', 'receivables', 'all'))
);
comment on table ledger.closings is 'Until which day books are closed.';
comment on column ledger.closings.tenant_id is 'The tenant.';
comment on column ledger.closings.legal_entity_id is 'Whose books.';
comment on column ledger.closings.scope is 'tax, receivables or all.';
comment on column ledger.closings.closed_until is 'The last closed day.';
comment on constraint closings_legal_entity_fkey on ledger.closings is
  'No legal entity has this id.';
comment on constraint closings_scope_check on ledger.closings is
  'Books are closed for tax, receivables or all.';

-- Who may touch it: our own functions; people read the periods.
alter table ledger.closings enable row level security;
alter table ledger.closings force row level security;
drop policy if exists tenant_isolation on ledger.closings;
create policy tenant_isolation on ledger.closings as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on ledger.closings;
create policy owner_all on ledger.closings to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
