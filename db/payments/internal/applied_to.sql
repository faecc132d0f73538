create or replace function payments.applied_to(invoice_ids uuid[])
  returns setof billing.settlement
  language sql stable security definer set search_path to ''
as $$
  select a.invoice_id, a.amount, a.tax, a.applied_on, a.is_recovery
  from payments.payment_applications as a
  where a.tenant_id = (select tenancy.current_tenant_id()) and a.invoice_id = any (invoice_ids)
$$;
comment on function payments.applied_to is
  'What invoices got of payments, and what was taken from them again, by day.';
