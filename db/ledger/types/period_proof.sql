do $$
begin
  if to_regtype('ledger.period_proof') is null then
    create type ledger.period_proof as (
      legal_entity_id uuid,
      period text,
      scope text,
      closed_at timestamptz,
      closed_by text,
      hash text,
      hash_now text,
      agrees boolean
    );
  end if;
end $$;
comment on type ledger.period_proof is
  'Whether the books still say of a closed month what they did.';
comment on column ledger.period_proof.legal_entity_id is 'Whose books.';
comment on column ledger.period_proof.period is 'The month, YYYY-MM.';
comment on column ledger.period_proof.scope is 'tax, receivables or all.';
comment on column ledger.period_proof.closed_at is 'When it was closed.';
comment on column ledger.period_proof.closed_by is 'Who closed it.';
comment on column ledger.period_proof.hash is 'SHA-256 of its trial balance when it was closed.';
comment on column ledger.period_proof.hash_now is 'The same, of the books as they are now.';
comment on column ledger.period_proof.agrees is 'Whether the two agree.';
