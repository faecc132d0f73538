create or replace function billing.open_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  select i.currency, i.id, i.balance::numeric
  from billing.invoices as i
  where i.tenant_id = (select tenancy.current_tenant_id())
    and i.status <> 'draft' and i.balance <> 0
$$;
comment on function billing.open_balances is 'What the ledger''s receivables must agree with.';
select ledger.register_subledger('invoices', 'receivable', 'billing.open_balances');
