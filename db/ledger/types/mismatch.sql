do $$
begin
  if to_regtype('ledger.mismatch') is null then
    create type ledger.mismatch as (
      rule text,
      code text,
      currency text,
      subject_id uuid,
      in_books numeric,
      expected numeric
    );
  end if;
end $$;
comment on type ledger.mismatch is
  'A place where the books disagree with themselves or with a sub-ledger.';
comment on column ledger.mismatch.rule is 'The rule that is broken, or the name of the sub-ledger.';
comment on column ledger.mismatch.code is 'Code of the ledger account.';
comment on column ledger.mismatch.currency is 'ISO 4217.';
comment on column ledger.mismatch.subject_id is
  'The subject of a sub-ledger; else the journal or transfer.';
comment on column ledger.mismatch.in_books is 'What the transfers say.';
comment on column ledger.mismatch.expected is 'What the sub-ledger says, or the mirrored journal.';
