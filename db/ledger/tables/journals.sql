-- A journal says why its transfers happened: it names its source row, once. Never changed; a
-- mistake is reversed, once. A document of a day that is closed is booked on the first open one and
-- keeps its own day beside it.
create table if not exists ledger.journals (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  source_type text not null,
  source_id uuid not null,
  kind text not null,
  description text,
  legal_entity_id uuid not null,
  document_number text,
  document_date date not null,
  posted_on date not null,
  reverses_journal_id uuid,
  actor text,
  request_id text,
  posted_at timestamptz not null default kernel.real_time(),
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  -- What makes posting idempotent.
  constraint journals_source_key unique (tenant_id, source_type, source_id, kind),
  constraint journals_reverses_once_key unique (tenant_id, reverses_journal_id),
  constraint journals_reverses_fkey foreign key (tenant_id, reverses_journal_id)
    references ledger.journals (tenant_id, id),
  -- Enforced by _300_refer, for all rows of a statement at once.
  constraint journals_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id) not enforced,
  constraint journals_posted_no_earlier_check check (posted_on >= document_date),
  constraint journals_source_type_check check (source_type ~ '^[a-z_]+\.[a-z_]+$'),
  constraint journals_kind_check check (kind ~ '^[a-z][a-z_]*(\.reversal)?$'),
  constraint journals_reversal_has_kind_check
    check ((reverses_journal_id is not null) = (kind like '%.reversal')),
  constraint journals_description_length_check check (length(description) <= 1000)
);
create index if not exists journals_legal_entity_idx
  on ledger.journals (tenant_id, legal_entity_id, posted_on, id);
comment on table ledger.journals is
  'Journals: groups of transfers with the source that explains them.';
comment on column ledger.journals.tenant_id is 'The tenant.';
comment on column ledger.journals.id is 'Identifies the journal.';
comment on column ledger.journals.source_type is 'What it books, such as billing.invoice.';
comment on column ledger.journals.source_id is 'The row it books.';
comment on column ledger.journals.kind is 'What happened to the source, such as finalized.';
comment on column ledger.journals.description is 'For people; for a reversal the reason.';
comment on column ledger.journals.legal_entity_id is 'Whose books.';
comment on column ledger.journals.document_number is
  'Number of the document that is booked, if it has one.';
comment on column ledger.journals.document_date is
  'Day of the document, to which it belongs; posted_on is later where that day was closed.';
comment on column ledger.journals.posted_on is 'Day in the books.';
comment on column ledger.journals.reverses_journal_id is 'The journal that this one takes back.';
comment on column ledger.journals.actor is 'Who brought it about: the subject of a token.';
comment on column ledger.journals.request_id is
  'The request that brought it about, if there was one.';
comment on column ledger.journals.posted_at is 'When it was booked, by the wall clock.';
comment on column ledger.journals.created_at is 'When it was booked.';
comment on constraint journals_source_key on ledger.journals is
  'A journal for this source and kind exists.';
comment on constraint journals_legal_entity_fkey on ledger.journals is
  'No legal entity has this id.';
comment on constraint journals_posted_no_earlier_check on ledger.journals is
  'Nothing is booked before the day of its document.';
comment on constraint journals_reverses_fkey on ledger.journals is
  E'@fieldName reverses\n@foreignSingleFieldName reversal\nNo journal has this id.';
comment on constraint journals_reverses_once_key on ledger.journals is
  'A journal is reversed once.';

-- Who may touch it: members and analysts read; our own functions add, and change nothing.
alter table ledger.journals enable row level security;
alter table ledger.journals force row level security;
drop policy if exists tenant_isolation on ledger.journals;
create policy tenant_isolation on ledger.journals as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on ledger.journals;
create policy owner_all on ledger.journals to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on ledger.journals;
create policy select_member on ledger.journals for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on ledger.journals;
create policy select_analyst on ledger.journals for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on ledger.journals to tenor_viewer, tenor_analyst;
revoke update, delete, truncate on ledger.journals from tenor_owner;
-- A foreign key locks the row it points at, for which its owner needs update on some column.
grant update (id) on ledger.journals to tenor_owner;

create or replace trigger _300_append_only before update or delete or truncate on ledger.journals
  for each statement execute function kernel.tg__append_only();
create or replace trigger _300_refer after insert on ledger.journals
  referencing new table as new_rows
  for each statement execute function ledger.tg_journals__refer();
create or replace trigger _300_not_ahead after insert on ledger.journals
  referencing new table as new_rows for each statement
  execute function ledger.tg_journals__not_ahead();
create or replace trigger _900_await_number after insert on ledger.journals
  referencing new table as new_rows for each statement
  execute function ledger.tg_journals__await_number();
-- Not watched by audit, as it never changes: sealed.
select audit.seal_rows_of('ledger.journals');
