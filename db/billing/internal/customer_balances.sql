create or replace function billing.customer_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  select b.currency, b.account_id, b.balance::numeric
  from billing.account_balances as b
  where b.tenant_id = (select tenancy.current_tenant_id())
    and b.balance <> 0
$$;
comment on function billing.customer_balances is
  'What the ledger''s customer balances must agree with, account by account.';
select ledger.register_subledger('balances', 'customer_balance', 'billing.customer_balances');
