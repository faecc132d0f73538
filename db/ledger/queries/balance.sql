-- Positive on the account's normal side: cash in hand, tax owed, revenue earned.
create or replace function ledger.balance(code text, currency text, as_of date default null)
  returns kernel.amount
  language sql stable parallel safe security invoker set search_path to ''
as $$
  select kernel.round_amount(sum(
    case a.normal_side when 'debit' then 1 else -1 end * (debit.total - credit.total)), a.currency)
  from ledger.ledger_accounts as a
  cross join lateral (
    select coalesce(sum(t.amount), 0) as total
    from ledger.transfers as t
    where t.tenant_id = a.tenant_id and t.debit_account_id = a.id and t.currency = a.currency
      and (as_of is null or t.posted_on <= as_of)
  ) as debit
  cross join lateral (
    select coalesce(sum(t.amount), 0) as total
    from ledger.transfers as t
    where t.tenant_id = a.tenant_id and t.credit_account_id = a.id and t.currency = a.currency
      and (as_of is null or t.posted_on <= as_of)
  ) as credit
  where a.tenant_id = (select tenancy.current_tenant_id())
    and a.code = balance.code
    and a.currency = balance.currency
  group by a.currency
$$;
comment on function ledger.balance is
  E'@name ledger_balance\nBalance of a ledger account at the end of a day, by default of all days.';
grant execute on function ledger.balance to tenor_viewer, tenor_analyst;
