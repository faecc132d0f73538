-- Issued papers whose content is not written down yet: a row comes with the issue and goes when the
-- content is there, so what has to be looked at before a name or an address changes is short.
create table if not exists billing.unfixed_documents (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  document_id uuid not null,
  primary key (tenant_id, document_id)
);
comment on table billing.unfixed_documents is
  'Issued invoices and credit notes whose content is not written down yet.';
comment on column billing.unfixed_documents.tenant_id is 'The tenant.';
comment on column billing.unfixed_documents.document_id is 'The invoice, or the credit note.';

-- Who may touch it: our own functions.
alter table billing.unfixed_documents enable row level security;
alter table billing.unfixed_documents force row level security;
drop policy if exists tenant_isolation on billing.unfixed_documents;
create policy tenant_isolation on billing.unfixed_documents as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.unfixed_documents;
create policy owner_all on billing.unfixed_documents to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
-- Not watched by audit: what it leads to is kept for ever.
