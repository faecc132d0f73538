-- For people, who read a journal as debits and credits: a row per side of each transfer.
create or replace view ledger.entries with (security_invoker = true) as
  select
    t.id as transfer_id,
    t.journal_id,
    side.side,
    a.code,
    a.name,
    t.currency,
    case side.side when 'debit' then t.amount end::kernel.amount as debit,
    case side.side when 'credit' then t.amount end::kernel.amount as credit,
    side.subject_id,
    t.posted_on,
    j.source_type,
    j.source_id,
    j.kind,
    j.description,
    side.ledger_account_id,
    j.legal_entity_id,
    j.document_number,
    j.document_date,
    j.actor,
    j.request_id,
    n.journal_number
  from ledger.transfers as t
  cross join lateral (values
    ('debit', t.debit_account_id, t.debit_subject_id),
    ('credit', t.credit_account_id, t.credit_subject_id)
  ) as side (side, ledger_account_id, subject_id)
  join ledger.journals as j on j.tenant_id = t.tenant_id and j.id = t.journal_id
  join ledger.ledger_accounts as a
    on a.tenant_id = t.tenant_id and a.id = side.ledger_account_id
  left join ledger.journal_numbers as n on n.tenant_id = j.tenant_id and n.journal_id = j.id;
comment on view ledger.entries is
  E'@name ledger_entries\n@primaryKey transfer_id,side\nThe books as accountants read them: a '
  'row per debit and credit.';
comment on column ledger.entries.transfer_id is 'The transfer; both its sides carry it.';
comment on column ledger.entries.journal_id is 'The journal.';
comment on column ledger.entries.side is 'debit or credit.';
comment on column ledger.entries.code is 'Code of the ledger account.';
comment on column ledger.entries.name is 'Name of the ledger account.';
comment on column ledger.entries.currency is 'ISO 4217.';
comment on column ledger.entries.debit is 'The amount, on the debit side.';
comment on column ledger.entries.credit is 'The amount, on the credit side.';
comment on column ledger.entries.subject_id is 'What this side is about, such as an invoice.';
comment on column ledger.entries.posted_on is 'Day in the books.';
comment on column ledger.entries.source_type is 'What the journal books, such as billing.invoice.';
comment on column ledger.entries.source_id is 'The row that the journal books.';
comment on column ledger.entries.kind is 'What happened to the source.';
comment on column ledger.entries.description is 'For people; for a reversal the reason.';
comment on column ledger.entries.ledger_account_id is 'The ledger account.';
comment on column ledger.entries.legal_entity_id is 'Whose books.';
comment on column ledger.entries.document_number is 'Number of the document that is booked.';
comment on column ledger.entries.document_date is
  'Day of the document; posted_on is later where that day was closed.';
comment on column ledger.entries.actor is 'Who brought it about: the subject of a token.';
comment on column ledger.entries.request_id is 'The request that brought it about.';
comment on column ledger.entries.journal_number is
  'Number of the journal; null until it is numbered.';
grant select on ledger.entries to tenor_viewer, tenor_analyst;
