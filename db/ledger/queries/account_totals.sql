-- In debits less credits, as the two sides of transfers have them. What income and expenses were
-- before the fiscal year is no opening of theirs: it was retained.
create or replace function ledger.account_totals(
  legal_entity_id uuid, as_of date, "from" date, year_start date
)
  returns table (ledger_account_id uuid, retained numeric, opening numeric, debit numeric,
    credit numeric)
  language sql stable parallel safe security invoker set search_path to ''
as $$
  with account as (
    select a.id,
      case when a.kind in ('revenue', 'expense') then account_totals.year_start
        else '-infinity' end as since
    from ledger.ledger_accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.legal_entity_id = account_totals.legal_entity_id
  ),
  side as (
    select t.debit_account_id as id, t.posted_on, t.amount as debit, 0 as credit
    from ledger.transfers as t
    where t.tenant_id = (select tenancy.current_tenant_id()) and t.posted_on <= as_of
    union all
    select t.credit_account_id, t.posted_on, 0, t.amount
    from ledger.transfers as t
    where t.tenant_id = (select tenancy.current_tenant_id()) and t.posted_on <= as_of
  )
  select a.id,
    coalesce(sum(s.debit - s.credit) filter (where s.posted_on < a.since), 0),
    coalesce(sum(s.debit - s.credit) filter (
      where s.posted_on >= a.since and s.posted_on < account_totals."from"), 0),
    coalesce(sum(s.debit) filter (where s.posted_on >= account_totals."from"), 0),
    coalesce(sum(s.credit) filter (where s.posted_on >= account_totals."from"), 0)
  from account as a
  left join side as s on s.id = a.id
  group by a.id
$$;
comment on function ledger.account_totals is
  E'@behavior -*\nTotals of the ledger accounts of a legal entity until the end of a day: what '
  'they opened with on the first day, debits and credits since, and, of income and expenses, what '
  'was before the fiscal year.';
grant execute on function ledger.account_totals to tenor_viewer, tenor_analyst;
