create or replace function billing.unbilled_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  select u.currency, u.contract_id, sum(u.amount)::numeric
  from billing.unbilled_receivables as u
  where u.tenant_id = (select tenancy.current_tenant_id()) and u.ended_on is null
  group by u.currency, u.contract_id
$$;
comment on function billing.unbilled_balances is
  'What the ledger''s unbilled receivables must agree with, contract by contract.';
select ledger.register_subledger('unbilled', 'unbilled_receivable', 'billing.unbilled_balances');
