create or replace function billing.recovered_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  select i.currency, i.id, (i.recovered_amount - i.recovered_tax)::numeric
  from billing.invoices as i
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.recovered_amount > 0
$$;
comment on function billing.recovered_balances is
  'What the ledger''s recovered bad debt must agree with, invoice by invoice.';
select ledger.register_subledger('recoveries', 'bad_debt_recovery', 'billing.recovered_balances');
