create or replace function billing.written_off_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  select i.currency, i.id, sum(w.amount - w.unearned_amount - w.relieved_amount)::numeric
  from billing.write_offs as w
  join billing.invoices as i on i.tenant_id = w.tenant_id and i.id = w.invoice_id
  where w.tenant_id = (select tenancy.current_tenant_id())
  group by i.currency, i.id
  union all
  select a.currency, a.legal_entity_id, sum(a.change)::numeric
  from billing.allowances as a
  where a.tenant_id = (select tenancy.current_tenant_id())
  group by a.currency, a.legal_entity_id
$$;
comment on function billing.written_off_balances is
  'What the ledger''s bad debt must agree with: what was written off, invoice by invoice, and what '
  'is expected to be lost, by legal entity.';
select ledger.register_subledger('write_offs', 'bad_debt', 'billing.written_off_balances');
