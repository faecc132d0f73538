-- What an issued paper says, fixed: parties, wording, amounts. Nothing is issued without being
-- written down, but a run that issues ten thousand invoices does not wait for it: the content is
-- written when the paper is first made, or before anything that it says changes, whichever comes
-- first. So it is what was true when it was issued, whatever becomes of names and addresses.
create table if not exists billing.issued_documents (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  document_id uuid not null,
  content jsonb not null,
  statements jsonb,
  content_hash text not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint issued_documents_document_key unique (tenant_id, document_id),
  constraint issued_documents_tenant_fkey
    foreign key (tenant_id) references tenancy.tenants (id),
  constraint issued_documents_content_hash_check check (content_hash ~ '^[0-9a-f]{64}$')
);
comment on table billing.issued_documents is
  'What issued invoices, credit notes and change orders say, fixed.';
comment on column billing.issued_documents.tenant_id is 'The tenant.';
comment on column billing.issued_documents.id is 'Identifies the content.';
comment on column billing.issued_documents.document_id is
  'The invoice, the credit note, or the amendment of a change order.';
comment on column billing.issued_documents.content is 'What its paper says, as data.';
comment on column billing.issued_documents.statements is
  'What the statements of an invoice say, by the account that is served and does not pay.';
comment on column billing.issued_documents.content_hash is
  'SHA-256 of content and statements, hexadecimal.';
comment on column billing.issued_documents.created_at is 'When it was written down.';
comment on constraint issued_documents_document_key on billing.issued_documents is
  'What the paper says is written down already.';
comment on constraint issued_documents_content_hash_check on billing.issued_documents is
  'A hash has 64 hexadecimal digits.';

-- Who may touch it: members read through what hands out documents; our own functions add.
alter table billing.issued_documents enable row level security;
alter table billing.issued_documents force row level security;
drop policy if exists tenant_isolation on billing.issued_documents;
create policy tenant_isolation on billing.issued_documents as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.issued_documents;
create policy owner_all on billing.issued_documents to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
revoke update, delete, truncate on billing.issued_documents from tenor_owner;

create or replace trigger _300_append_only before update or delete or truncate
  on billing.issued_documents for each statement execute function kernel.tg__append_only();
-- Not watched by audit, as it never changes: sealed.
select audit.seal_rows_of('billing.issued_documents');
