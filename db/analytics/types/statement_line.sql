do $$
begin
  if to_regtype('analytics.statement_line') is null then
    create type analytics.statement_line as (
      kind text,
      day date,
      document_date date,
      document_type text,
      document_id uuid,
      document_number text,
      description text,
      journal_id uuid,
      journal_number text,
      currency text,
      debit kernel.amount,
      credit kernel.amount,
      balance kernel.amount
    );
  end if;
end $$;
comment on type analytics.statement_line is
  'A line of the statement of an account: what it owed first, what changed that, and what it owes.';
comment on column analytics.statement_line.kind is
  'opening, closing, or what happened: finalized, issued, received, refunded, written_off and '
  'so on.';
comment on column analytics.statement_line.day is 'Day in the books.';
comment on column analytics.statement_line.document_date is 'Day of the document.';
comment on column analytics.statement_line.document_type is
  'invoice, credit_note, payment or whatever else was booked.';
comment on column analytics.statement_line.document_id is 'Its id.';
comment on column analytics.statement_line.document_number is 'Its number, if it has one.';
comment on column analytics.statement_line.description is 'For people.';
comment on column analytics.statement_line.journal_id is 'The journal.';
comment on column analytics.statement_line.journal_number is
  'Its number; null until it is numbered.';
comment on column analytics.statement_line.currency is 'ISO 4217.';
comment on column analytics.statement_line.debit is 'What it owes more.';
comment on column analytics.statement_line.credit is 'What it owes less.';
comment on column analytics.statement_line.balance is
  'What it owes after the line, less what it has to its credit; below zero it has more.';
