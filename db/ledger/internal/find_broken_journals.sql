create or replace function ledger.find_broken_journals()
  returns setof ledger.mismatch
  language sql stable security invoker set search_path to ''
as $$
  -- A reversal and what it reverses, both under the reversal's id.
  with pair as (
    select j.id, part.journal_id, part.is_reversal
    from ledger.journals as j
    cross join lateral (values (j.id, true), (j.reverses_journal_id, false))
      as part (journal_id, is_reversal)
    where j.tenant_id = (select tenancy.current_tenant_id()) and j.reverses_journal_id is not null
  ),
  side as (
    select pair.id, pair.is_reversal, t.currency, part.account_id, part.subject_id, part.amount
    from pair
    join ledger.transfers as t
      on t.tenant_id = (select tenancy.current_tenant_id()) and t.journal_id = pair.journal_id
    cross join lateral (values
      (t.debit_account_id, t.debit_subject_id, t.amount::numeric),
      (t.credit_account_id, t.credit_subject_id, -t.amount)
    ) as part (account_id, subject_id, amount)
  )
  select 'journal without transfers', null::text, null::text, j.id, 0::numeric, null::numeric
  from ledger.journals as j
  where j.tenant_id = (select tenancy.current_tenant_id())
    and not exists (
      select from ledger.transfers as t
      where t.tenant_id = (select tenancy.current_tenant_id()) and t.journal_id = j.id)
  union all
  select 'reversal differs from its journal', a.code, side.currency, side.id,
    coalesce(sum(side.amount) filter (where side.is_reversal), 0),
    coalesce(-sum(side.amount) filter (where not side.is_reversal), 0)
  from side
  left join ledger.ledger_accounts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = side.account_id
  group by side.id, a.code, side.currency, side.account_id, side.subject_id
  having sum(side.amount) <> 0
$$;
comment on function ledger.find_broken_journals is
  'Journals without transfers, and reversals that do not mirror what they reverse.';
