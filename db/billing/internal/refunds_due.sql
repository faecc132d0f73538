create or replace function billing.refunds_due()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  select b.currency, b.account_id, b.refund_due::numeric
  from billing.account_balances as b
  where b.tenant_id = (select tenancy.current_tenant_id()) and b.refund_due <> 0
$$;
comment on function billing.refunds_due is
  'What the ledger''s refunds payable must agree with, account by account.';
select ledger.register_subledger('refunds', 'refunds_payable', 'billing.refunds_due');
