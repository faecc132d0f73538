-- The same transfers, the other way round, never before the day of what they take back. Zero
-- amounts have no journal, so that there may be nothing to reverse.
create or replace function ledger.reverse_journal(
  source_type text,
  source_id uuid,
  kind text,
  reason text,
  posted_on date
)
  returns int
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_journals int;
begin
  with reversal as (
    insert into ledger.journals (tenant_id, source_type, source_id, kind, description, posted_on,
      reverses_journal_id, created_at)
    select v_tenant_id, j.source_type, j.source_id, j.kind || '.reversal', reason,
      greatest(reverse_journal.posted_on, j.posted_on), j.id, tenancy.now()
    from ledger.journals as j
    where j.tenant_id = v_tenant_id
      and j.source_type = reverse_journal.source_type
      and j.source_id = reverse_journal.source_id
      and j.kind = reverse_journal.kind
      and j.reverses_journal_id is null
    on conflict do nothing
    returning journals.id, journals.reverses_journal_id, journals.posted_on
  ),
  transfer as (
    insert into ledger.transfers (tenant_id, journal_id, debit_account_id, debit_subject_id,
      credit_account_id, credit_subject_id, amount, currency, posted_on)
    select v_tenant_id, reversal.id, t.credit_account_id, t.credit_subject_id,
      t.debit_account_id, t.debit_subject_id, t.amount, t.currency, reversal.posted_on
    from reversal
    join ledger.transfers as t
      on t.tenant_id = v_tenant_id and t.journal_id = reversal.reverses_journal_id
  )
  select count(*) into v_journals from reversal;
  return v_journals;
end $$;
comment on function ledger.reverse_journal is
  'Takes a journal back, once: 1 when it does so now, 0 when there is none or it has been done.';
