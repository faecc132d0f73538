-- Files kept with a contract or with one of its amendments: what was signed, what was written about
-- it. The bytes lie in the store of files; the row says what they are and never changes.
create table if not exists sales.contract_documents (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_id uuid not null,
  amendment_id uuid,
  kind text not null,
  name text not null,
  media_type text not null,
  bytes int not null,
  content_hash text not null,
  file_key text not null,
  uploaded_by text not null default current_setting('tenor.subject', true),
  created_at timestamptz not null default tenancy.now(),
  removed_at timestamptz,
  removed_by text,
  primary key (tenant_id, id),
  constraint contract_documents_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  -- With the contract in it, so that the amendment is one of this contract.
  constraint contract_documents_amendment_fkey foreign key (tenant_id, contract_id, amendment_id)
    references sales.amendments (tenant_id, contract_id, id),
  constraint contract_documents_kind_check
    check (kind in ('contract', 'amendment', 'order_form', 'correspondence', 'other')),
  constraint contract_documents_media_type_check
    check (sales.extensions_of(media_type) is not null),
  constraint contract_documents_name_check
    check (length(name) <= 200 and name is not distinct from sales.file_name_of(name, media_type)),
  constraint contract_documents_bytes_check check (bytes between 1 and 10485760),
  constraint contract_documents_content_hash_check check (content_hash ~ '^[0-9a-f]{64}$'),
  -- In the tenant's own folder: no row leads to a file of somebody else.
  constraint contract_documents_file_key_check
    check (file_key = 'contracts/' || tenant_id || '/' || content_hash),
  constraint contract_documents_removed_by_somebody_check
    check ((removed_at is null) = (removed_by is null))
);
create index if not exists contract_documents_contract_idx
  on sales.contract_documents (tenant_id, contract_id, amendment_id);
comment on table sales.contract_documents is
  'Files kept with contracts and amendments. They are not searched for viruses.';
comment on column sales.contract_documents.tenant_id is 'The tenant.';
comment on column sales.contract_documents.id is 'Identifies the document.';
comment on column sales.contract_documents.contract_id is 'The contract with which it is kept.';
comment on column sales.contract_documents.amendment_id is
  'The amendment of that contract which it belongs to, if any.';
comment on column sales.contract_documents.kind is
  'contract, amendment, order_form, correspondence or other.';
comment on column sales.contract_documents.name is 'Name of the file.';
comment on column sales.contract_documents.media_type is 'What it is, as its bytes begin.';
comment on column sales.contract_documents.bytes is 'Its size, at most 10 MB.';
comment on column sales.contract_documents.content_hash is 'SHA-256 of its bytes.';
comment on column sales.contract_documents.file_key is 'Where the file lies.';
comment on column sales.contract_documents.uploaded_by is
  'Who uploaded it: the subject of the token.';
comment on column sales.contract_documents.created_at is 'When it was uploaded.';
comment on column sales.contract_documents.removed_at is
  'When it was taken away; people see it no more, the file stays.';
comment on column sales.contract_documents.removed_by is 'Who took it away.';
comment on constraint contract_documents_contract_fkey on sales.contract_documents is
  E'@foreignFieldName documents\nNo contract has this id.';
comment on constraint contract_documents_amendment_fkey on sales.contract_documents is
  E'@foreignFieldName documents\nThe contract has no such amendment.';
comment on constraint contract_documents_kind_check on sales.contract_documents is
  'A kind is contract, amendment, order_form, correspondence or other.';
comment on constraint contract_documents_media_type_check on sales.contract_documents is
  'Files of this type are not kept.';
comment on constraint contract_documents_name_check on sales.contract_documents is
  'A name has 1 to 200 characters.';
comment on constraint contract_documents_bytes_check on sales.contract_documents is
  'A file has 1 byte to 10 MB.';

-- Who may touch it: members read what was not taken away; commands write.
alter table sales.contract_documents enable row level security;
alter table sales.contract_documents force row level security;
drop policy if exists tenant_isolation on sales.contract_documents;
create policy tenant_isolation on sales.contract_documents as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.contract_documents;
create policy owner_all on sales.contract_documents to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.contract_documents;
create policy select_member on sales.contract_documents for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()) and removed_at is null);
grant select on sales.contract_documents to tenor_viewer;

create or replace trigger _250_no_card_number before insert or update of name
  on sales.contract_documents for each row
  when (kernel.holds_card_number(new.name))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_keep_file
  before update of contract_id, amendment_id, kind, name, media_type, bytes, content_hash, file_key
  on sales.contract_documents for each row execute function kernel.tg__unchangeable();
create or replace trigger _300_never_deleted before delete or truncate
  on sales.contract_documents for each statement execute function kernel.tg__never_deleted();
select audit.watch('sales.contract_documents');
