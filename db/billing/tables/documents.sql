-- Files made of invoices, credit notes and change orders, by the hash of what they show: the same
-- content is rendered once. Statements are not kept here: they are made when they are asked for.
create table if not exists billing.documents (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  invoice_id uuid,
  credit_note_id uuid,
  amendment_id uuid,
  kind text not null default 'pdf',
  content_hash text not null,
  file_key text not null,
  bytes int not null,
  file_hash text not null,
  is_original boolean not null,
  unprintable_characters text,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint documents_content_key unique (tenant_id, invoice_id, kind, content_hash),
  constraint documents_credit_note_content_key
    unique (tenant_id, credit_note_id, kind, content_hash),
  constraint documents_amendment_content_key
    unique (tenant_id, amendment_id, kind, content_hash),
  constraint documents_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint documents_credit_note_fkey
    foreign key (tenant_id, credit_note_id) references billing.credit_notes (tenant_id, id),
  constraint documents_amendment_fkey
    foreign key (tenant_id, amendment_id) references sales.amendments (tenant_id, id),
  constraint documents_shows_one_check
    check (num_nonnulls(invoice_id, credit_note_id, amendment_id) = 1),
  constraint documents_draft_is_of_invoice_check check (is_original or invoice_id is not null),
  constraint documents_kind_check check (kind in ('pdf')),
  constraint documents_file_hash_check check (file_hash ~ '^[0-9a-f]{64}$'),
  constraint documents_unprintable_characters_check
    check (char_length(unprintable_characters) between 1 and 100)
);
-- One file of what is issued is the original.
create unique index if not exists documents_original_invoice_key
  on billing.documents (tenant_id, invoice_id) where is_original;
create unique index if not exists documents_original_credit_note_key
  on billing.documents (tenant_id, credit_note_id) where is_original;
create unique index if not exists documents_original_amendment_key
  on billing.documents (tenant_id, amendment_id) where is_original;
comment on index billing.documents_original_invoice_key is 'The invoice has its original already.';
comment on index billing.documents_original_credit_note_key is
  'The credit note has its original already.';
comment on index billing.documents_original_amendment_key is
  'The change order has its original already.';
comment on table billing.documents is
  'Rendered files of invoices, credit notes and change orders.';
comment on column billing.documents.tenant_id is 'The tenant.';
comment on column billing.documents.id is 'Identifies the document.';
comment on column billing.documents.invoice_id is 'The invoice it shows, if it does.';
comment on column billing.documents.credit_note_id is 'The credit note it shows, if it does.';
comment on column billing.documents.amendment_id is
  'The amendment whose change order it shows, if it does.';
comment on column billing.documents.kind is 'pdf.';
comment on column billing.documents.content_hash is 'SHA-256 of the content it was made of.';
comment on column billing.documents.file_key is 'Where the file lies.';
comment on column billing.documents.bytes is 'Size of the file.';
comment on column billing.documents.file_hash is
  'SHA-256 of the file, hexadecimal: what is handed out is compared with it.';
comment on column billing.documents.is_original is
  'Whether it is the file of what was issued, for ever; else it shows a draft.';
comment on column billing.documents.unprintable_characters is
  'Characters that no typeface has, printed as a replacement sign; the first hundred. Null when '
  'all could be printed.';
comment on column billing.documents.created_at is 'When it was rendered.';
comment on constraint documents_credit_note_content_key on billing.documents is
  'This file of the credit note is recorded already.';
comment on constraint documents_amendment_content_key on billing.documents is
  'This file of the change order is recorded already.';
comment on constraint documents_shows_one_check on billing.documents is
  'A document shows an invoice, a credit note or a change order.';
comment on constraint documents_draft_is_of_invoice_check on billing.documents is
  'Only an invoice has drafts.';
comment on constraint documents_file_hash_check on billing.documents is
  'A hash has 64 hexadecimal digits.';
comment on constraint documents_unprintable_characters_check on billing.documents is
  'Up to a hundred characters could not be printed, or none.';
comment on constraint documents_invoice_fkey on billing.documents is 'No invoice has this id.';
comment on constraint documents_credit_note_fkey on billing.documents is
  'No credit note has this id.';
comment on constraint documents_amendment_fkey on billing.documents is
  E'@foreignFieldName changeOrders\nNo amendment has this id.';

-- Who may touch it: members read; the worker records.
alter table billing.documents enable row level security;
alter table billing.documents force row level security;
drop policy if exists tenant_isolation on billing.documents;
create policy tenant_isolation on billing.documents as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.documents;
create policy owner_all on billing.documents to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.documents;
create policy select_member on billing.documents for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.documents to tenor_viewer;

-- What happens by itself: nothing is changed, and the sender is told of what could not be printed.
create or replace trigger _300_append_only before update or delete or truncate on billing.documents
  for each statement execute function kernel.tg__append_only();
create or replace trigger _500_say_unprintable after insert on billing.documents
  for each row when (new.unprintable_characters is not null and new.amendment_id is null)
  execute function billing.tg_documents__say_unprintable();
select audit.seal_rows_of('billing.documents');
