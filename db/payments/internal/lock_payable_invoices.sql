create or replace function payments.lock_payable_invoices(invoice_ids uuid[], currency text)
  returns uuid[]
  language sql volatile security invoker set search_path to ''
as $$
  with locked as (
    select i.id
    from billing.invoices as i
    where i.tenant_id = (select tenancy.current_tenant_id())
      and i.id = any (invoice_ids)
      and i.currency = lock_payable_invoices.currency
      and i.status in ('open', 'partially_paid', 'overdue', 'uncollectible')
    order by i.id
    for update
  )
  select array_agg(locked.id) from locked
$$;
comment on function payments.lock_payable_invoices is
  'Those of the invoices that can be paid in this currency, locked in the order of their ids.';
