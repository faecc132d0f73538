do $$
begin
  if to_regtype('ledger.hindrance') is null then
    create type ledger.hindrance as (
      code text,
      message text,
      object_type text,
      object_id uuid,
      is_blocking boolean
    );
  end if;
end $$;
comment on type ledger.hindrance is
  'What keeps a month from being closed, or should be looked at first.';
comment on column ledger.hindrance.code is
  'draft_invoice, run_failure, discrepancy or unapplied_cash.';
comment on column ledger.hindrance.message is 'The same in a sentence.';
comment on column ledger.hindrance.object_type is 'What it is about, such as invoice.';
comment on column ledger.hindrance.object_id is 'Its id, if it has one.';
comment on column ledger.hindrance.is_blocking is
  'Whether the month cannot be closed before it is settled.';
