create or replace function billing.raise_balances(changes billing.balance_change[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.account_balances as b (tenant_id, account_id, legal_entity_id, currency,
    balance,
    refund_due, created_at, updated_at)
  select tenancy.current_tenant_id(), c.account_id, c.legal_entity_id, c.currency,
    kernel.round_amount(sum(c.balance), c.currency),
    kernel.round_amount(sum(c.refund_due), c.currency), today.at, today.at
  from unnest(changes) as c
  cross join (select tenancy.now()) as today (at)
  where c.balance > 0 or c.refund_due > 0
  group by c.account_id, c.legal_entity_id, c.currency, today.at
  order by c.account_id, c.currency, c.legal_entity_id
  on conflict on constraint account_balances_account_key do update
  set balance = b.balance + excluded.balance, refund_due = b.refund_due + excluded.refund_due
$$;
comment on function billing.raise_balances is
  'Adds to the balances of accounts, opening them where needed; the caller books it.';
