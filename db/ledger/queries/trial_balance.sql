-- Every ledger account, also those at zero: in each currency debits and credits add up alike.
create or replace function ledger.trial_balance(as_of date default null)
  returns setof ledger.trial_balance_line
  language sql stable parallel safe security invoker set search_path to ''
as $$
  with side as (
    select t.debit_account_id as id, sum(t.amount) as debit, 0 as credit
    from ledger.transfers as t
    where t.tenant_id = (select tenancy.current_tenant_id())
      and (as_of is null or t.posted_on <= as_of)
    group by t.debit_account_id
    union all
    select t.credit_account_id, 0, sum(t.amount)
    from ledger.transfers as t
    where t.tenant_id = (select tenancy.current_tenant_id())
      and (as_of is null or t.posted_on <= as_of)
    group by t.credit_account_id
  ),
  total as (
    select id, sum(debit) as debit, sum(credit) as credit from side group by id
  )
  select a.code, a.currency, a.name, a.kind,
    kernel.round_amount(coalesce(t.debit, 0), a.currency),
    kernel.round_amount(coalesce(t.credit, 0), a.currency),
    kernel.round_amount(
      case a.normal_side when 'debit' then 1 else -1 end
        * (coalesce(t.debit, 0) - coalesce(t.credit, 0)), a.currency)
  from ledger.ledger_accounts as a
  left join total as t using (id)
  where a.tenant_id = (select tenancy.current_tenant_id())
  order by a.currency, a.code
$$;
comment on function ledger.trial_balance is
  'All ledger accounts with their totals at the end of a day, by default of all days.';
grant execute on function ledger.trial_balance to tenor_viewer, tenor_analyst;
