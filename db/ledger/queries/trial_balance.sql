-- Every ledger account, also those at zero: in each currency debits and credits add up alike. Of
-- several legal entities the sum, unless one is named.
create or replace function ledger.trial_balance(
  as_of date default null, "from" date default null, legal_entity_id uuid default null
)
  returns setof ledger.trial_balance_line
  language sql stable parallel safe security invoker set search_path to ''
as $$
  with side as (
    select t.debit_account_id as id,
      sum(t.amount) filter (where t.posted_on < trial_balance."from") as opening,
      coalesce(sum(t.amount) filter (
        where trial_balance."from" is null or t.posted_on >= trial_balance."from"), 0) as debit,
      0 as credit
    from ledger.transfers as t
    where t.tenant_id = (select tenancy.current_tenant_id())
      and (as_of is null or t.posted_on <= as_of)
    group by t.debit_account_id
    union all
    select t.credit_account_id, -sum(t.amount) filter (where t.posted_on < trial_balance."from"),
      0, coalesce(sum(t.amount) filter (
        where trial_balance."from" is null or t.posted_on >= trial_balance."from"), 0)
    from ledger.transfers as t
    where t.tenant_id = (select tenancy.current_tenant_id())
      and (as_of is null or t.posted_on <= as_of)
    group by t.credit_account_id
  ),
  total as (
    select a.code, a.currency, a.name, a.kind,
      case a.normal_side when 'debit' then 1 else -1 end as direction,
      coalesce(sum(side.opening), 0) as opening, coalesce(sum(side.debit), 0) as debit,
      coalesce(sum(side.credit), 0) as credit
    from ledger.ledger_accounts as a
    left join side on side.id = a.id
    where a.tenant_id = (select tenancy.current_tenant_id())
      and (trial_balance.legal_entity_id is null
        or a.legal_entity_id = trial_balance.legal_entity_id)
    group by a.code, a.currency, a.name, a.kind, a.normal_side
  )
  select t.code, t.currency, t.name, t.kind,
    kernel.round_amount(t.direction * t.opening, t.currency),
    kernel.round_amount(t.debit, t.currency), kernel.round_amount(t.credit, t.currency),
    kernel.round_amount(t.direction * (t.opening + t.debit - t.credit), t.currency)
  from total as t
  order by t.currency, t.code
$$;
comment on function ledger.trial_balance is
  'All ledger accounts with their totals at the end of a day, by default of all days: what they '
  'opened with on the first day asked for, debits and credits since, and their balance; of one '
  'legal entity, or of all.';
grant execute on function ledger.trial_balance to tenor_viewer, tenor_analyst;
