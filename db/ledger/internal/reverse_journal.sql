-- The same transfers, the other way round, never before the day of what they take back, nor on a
-- day that is closed for one of its ledger accounts. Zero amounts have no journal, so that there
-- may be nothing to reverse.
create or replace function ledger.reverse_journal(
  source_type text,
  source_id uuid,
  kind text,
  reason text,
  document_date date,
  document_number text default null
)
  returns int
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_journals int;
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('ledger.closings:' || v_tenant_id, 0));
  with reversal as (
    insert into ledger.journals (tenant_id, source_type, source_id, kind, description,
      legal_entity_id, document_number, document_date, posted_on, reverses_journal_id, actor,
      request_id, created_at)
    select v_tenant_id, j.source_type, j.source_id, j.kind || '.reversal', reason,
      j.legal_entity_id, coalesce(reverse_journal.document_number, j.document_number),
      reverse_journal.document_date, greatest(reverse_journal.document_date, j.posted_on, (
        select max(c.closed_until) + 1
        from ledger.closings as c
        where c.tenant_id = v_tenant_id and c.legal_entity_id = j.legal_entity_id
          and (c.scope = 'all' or exists (
            select from ledger.transfers as t
            join ledger.ledger_accounts as a on a.tenant_id = t.tenant_id
              and a.id in (t.debit_account_id, t.credit_account_id)
            where t.tenant_id = v_tenant_id and t.journal_id = j.id
              and ledger.scope_of(a.code) = c.scope)))),
      j.id, nullif(current_setting('tenor.subject', true), ''),
      nullif(current_setting('tenor.request_id', true), ''), tenancy.now()
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
