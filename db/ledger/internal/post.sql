-- One journal per (source_type, source_id, kind), one statement for one posting or ten thousand.
-- A source that has its journal already, or gets it at this very moment, is left alone: of two
-- transactions the second waits for the first and adds nothing.
-- Hash joins only: the planner cannot know how many postings come, and a nested loop over ten
-- thousand of them is a hundred million steps.
create or replace function ledger.post(postings ledger.posting[])
  returns int
  language plpgsql volatile security invoker set search_path to '' set enable_nestloop to off
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_unopened text[] := ledger.unopened_currencies(postings);
  v_journals int;
begin
  -- A statement of its own: the next one must see accounts that another transaction opened.
  if v_unopened is not null then
    perform ledger.open_accounts(v_tenant_id, v_unopened);
  end if;

  with wanted as (
    select * from unnest(postings) with ordinality as posting (source_type, source_id, kind,
      description, posted_on, currency, debit_code, debit_subject_id, credit_code,
      credit_subject_id, amount, place)
    where amount <> 0
  ),
  journal as (
    insert into ledger.journals (tenant_id, source_type, source_id, kind, description, posted_on,
      created_at)
    select distinct on (source_type, source_id, kind)
      v_tenant_id, source_type, source_id, kind, description, posted_on, v_now
    from wanted
    order by source_type, source_id, kind, place
    on conflict on constraint journals_source_key do nothing
    returning id, source_type, source_id, kind, posted_on
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
        and debit.currency = wanted.currency
    left join ledger.ledger_accounts as credit
      on credit.tenant_id = v_tenant_id and credit.code = wanted.credit_code
        and credit.currency = wanted.currency
    order by wanted.place
  )
  select count(*) into v_journals from journal;
  return v_journals;
end $$;
comment on function ledger.post is
  'Books postings, one journal per source and kind; answers how many journals are new.';
