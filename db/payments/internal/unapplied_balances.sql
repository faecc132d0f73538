create or replace function payments.unapplied_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security invoker set search_path to ''
as $$
  select p.currency, p.id, p.unapplied_amount::numeric
  from payments.payments as p
  where p.tenant_id = (select tenancy.current_tenant_id())
    and p.unapplied_amount <> 0
$$;
comment on function payments.unapplied_balances is
  'What the ledger''s unapplied cash must agree with, payment by payment.';
select ledger.register_subledger('payments', 'unapplied_cash', 'payments.unapplied_balances');
