create or replace function billing.suspended_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  select i.currency, part.tax_code_id, sum(part.amount)
  from (
    select t.invoice_id, t.tax_code_id, t.amount from billing.suspended_taxes() as t
    union all
    select r.invoice_id, r.tax_code_id, -r.amount
    from billing.released_taxes as r
    where r.tenant_id = (select tenancy.current_tenant_id())
  ) as part
  join billing.invoices as i
    on i.tenant_id = (select tenancy.current_tenant_id()) and i.id = part.invoice_id
  group by i.currency, part.tax_code_id
$$;
comment on function billing.suspended_balances is
  'What the ledger''s suspended taxes must agree with, tax code by tax code.';
select ledger.register_subledger('suspended_taxes', 'tax_suspense', 'billing.suspended_balances');
