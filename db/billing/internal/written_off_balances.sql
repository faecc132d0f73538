create or replace function billing.written_off_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  select i.currency, i.id, i.written_off_amount::numeric
  from billing.invoices as i
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.written_off_amount <> 0
$$;
comment on function billing.written_off_balances is
  'What the ledger''s bad debt must agree with, invoice by invoice.';
select ledger.register_subledger('write_offs', 'bad_debt', 'billing.written_off_balances');
