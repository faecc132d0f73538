-- One journal per (source_type, source_id, kind), one statement for one posting or ten thousand.
-- A source that has its journal already, or gets it at this very moment, is left alone: of two
-- transactions the second waits for the first and adds nothing. What belongs to a day that is
-- closed for one of its ledger accounts is booked on the first day that is open.
-- Hash joins only: the planner cannot know how many postings come, and a nested loop over ten
-- thousand of them is a hundred million steps.
create or replace function ledger.post(postings ledger.posting[])
  returns int
  language plpgsql volatile security invoker set search_path to '' set enable_nestloop to off
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_unopened record := ledger.unopened_accounts(postings);
  v_journals int;
begin
  -- Statements of their own: the last one must see accounts that another transaction opened, and
  -- what was closed until then.
  if v_unopened.currencies is not null then
    perform ledger.open_accounts(v_tenant_id, v_unopened.legal_entity_ids, v_unopened.currencies);
  end if;
  perform pg_advisory_xact_lock_shared(hashtextextended('ledger.closings:' || v_tenant_id, 0));

  with wanted as (
    select * from unnest(postings) with ordinality as posting (legal_entity_id, source_type,
      source_id, kind, description, document_number, document_date, currency, debit_code,
      debit_subject_id, credit_code, credit_subject_id, amount, place)
    where amount <> 0
  ),
  late as materialized (
    select w.source_type, w.source_id, w.kind, max(c.closed_until) + 1 as open_day
    from ledger.closings as c
    join wanted as w on w.legal_entity_id = c.legal_entity_id
      and w.document_date <= c.closed_until
      and (c.scope = 'all' or c.scope in (
        ledger.scope_of(w.debit_code), ledger.scope_of(w.credit_code)))
    where c.tenant_id = v_tenant_id
    group by w.source_type, w.source_id, w.kind
  ),
  journal as (
    insert into ledger.journals (tenant_id, source_type, source_id, kind, description,
      legal_entity_id, document_number, document_date, posted_on, actor, request_id, created_at)
    select distinct on (source_type, source_id, kind)
      v_tenant_id, source_type, source_id, kind, description, legal_entity_id, document_number,
      document_date, coalesce(late.open_day, document_date),
      nullif(current_setting('tenor.subject', true), ''),
      nullif(current_setting('tenor.request_id', true), ''), v_now
    from wanted
    left join late using (source_type, source_id, kind)
    order by source_type, source_id, kind, place
    on conflict on constraint journals_source_key do nothing
    returning id, source_type, source_id, kind, legal_entity_id, posted_on
  ),
  transfer as (
    insert into ledger.transfers (tenant_id, journal_id, debit_account_id, debit_subject_id,
      credit_account_id, credit_subject_id, amount, currency, posted_on)
    select v_tenant_id, journal.id, debit.id, wanted.debit_subject_id,
      credit.id, wanted.credit_subject_id, wanted.amount, wanted.currency, journal.posted_on
    from wanted
    join journal using (source_type, source_id, kind)
    -- Outer joins: an unknown code must fail on the not-null column, not vanish from the books.
    left join ledger.ledger_accounts as debit
      on debit.tenant_id = v_tenant_id and debit.code = wanted.debit_code
        and debit.currency = wanted.currency and debit.legal_entity_id = journal.legal_entity_id
    left join ledger.ledger_accounts as credit
      on credit.tenant_id = v_tenant_id and credit.code = wanted.credit_code
        and credit.currency = wanted.currency and credit.legal_entity_id = journal.legal_entity_id
    order by wanted.place
  )
  select count(*) into v_journals from journal;
  return v_journals;
end $$;
comment on function ledger.post is
  'Books postings, one journal per source and kind; answers how many journals are new.';
