create or replace function ledger.subject_balances(code text, as_of date default null)
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security invoker set search_path to ''
as $$
  with account as (
    select a.id, a.currency, case a.normal_side when 'debit' then 1 else -1 end as direction
    from ledger.ledger_accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id()) and a.code = subject_balances.code
  ),
  side as (
    select t.currency, t.debit_subject_id as subject_id, account.direction * t.amount as amount
    from account
    join ledger.transfers as t
      on t.tenant_id = (select tenancy.current_tenant_id()) and t.debit_account_id = account.id
      and (as_of is null or t.posted_on <= as_of)
    union all
    select t.currency, t.credit_subject_id, -account.direction * t.amount
    from account
    join ledger.transfers as t
      on t.tenant_id = (select tenancy.current_tenant_id()) and t.credit_account_id = account.id
      and (as_of is null or t.posted_on <= as_of)
  )
  select side.currency, side.subject_id, sum(side.amount)
  from side
  group by side.currency, side.subject_id
$$;
comment on function ledger.subject_balances is
  'What the books say about each subject of a ledger account at the end of a day, by default of '
  'all, positive on its normal side.';
