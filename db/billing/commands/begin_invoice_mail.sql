-- The same waiting mail is found again until it is recorded as out, so that a repeated job sends
-- one mail with one message id.
create or replace function billing.begin_invoice_mail(invoice_id uuid)
  returns billing.invoice_mail
  language sql volatile security definer set search_path to ''
as $$
  select (e.id, e.kind, e.to_addresses, e.cc_addresses, brand.email,
    coalesce(brand.legal_name, t.name))::billing.invoice_mail
  from events.emails as e
  join billing.invoices as i on i.tenant_id = e.tenant_id and i.id = e.object_id
  join tenancy.tenants as t on t.id = e.tenant_id
  left join tenancy.brands as brand on brand.tenant_id = e.tenant_id
  where e.tenant_id = (select tenancy.current_tenant_id())
    and e.object_id = begin_invoice_mail.invoice_id
    and e.object_type = 'invoice'
    and e.status in ('queued', 'failed')
    and i.status not in ('draft', 'void')
  order by e.id
  limit 1
  for update of e
$$;
comment on function billing.begin_invoice_mail is
  'The oldest mail of an invoice that is not out yet; null if there is nothing to do.';
grant execute on function billing.begin_invoice_mail to tenor_worker;
