-- Postings that name the same source and kind make one journal.
do $$
begin
  if to_regtype('ledger.posting') is null then
    create type ledger.posting as (
      legal_entity_id uuid,
      source_type text,
      source_id uuid,
      kind text,
      description text,
      document_number text,
      document_date date,
      currency text,
      debit_code text,
      debit_subject_id uuid,
      credit_code text,
      credit_subject_id uuid,
      amount kernel.amount
    );
  end if;
end $$;
comment on type ledger.posting is 'One transfer to be booked, with the source that explains it.';
comment on column ledger.posting.legal_entity_id is 'Whose books, one for the whole journal.';
comment on column ledger.posting.source_type is 'What explains it, such as billing.invoice.';
comment on column ledger.posting.source_id is 'The row that explains it.';
comment on column ledger.posting.kind is 'What happened to the source, such as finalized.';
comment on column ledger.posting.description is 'For people; the journal keeps the first one.';
comment on column ledger.posting.document_number is 'Number of the document, if it has one.';
comment on column ledger.posting.document_date is
  'Day of the document, one for the whole journal: it is booked then, or on the first open day.';
comment on column ledger.posting.currency is 'ISO 4217.';
comment on column ledger.posting.debit_code is 'Code of the ledger account to debit.';
comment on column ledger.posting.debit_subject_id is 'What the debit is about, such as an invoice.';
comment on column ledger.posting.credit_code is 'Code of the ledger account to credit.';
comment on column ledger.posting.credit_subject_id is 'What the credit is about.';
comment on column ledger.posting.amount is 'Above zero; a posting of zero is skipped.';
