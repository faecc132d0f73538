create or replace function billing.request_invoice_mail(invoices billing.invoices[])
  returns setof events.emails
  language sql volatile security definer set search_path to ''
as $$
  insert into events.emails (tenant_id, kind, object_type, object_id, to_addresses)
  select i.tenant_id, 'invoice', 'invoice', i.id, array[recipient.email]
  from unnest(invoices) as i
  join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
  cross join lateral customers.billing_email_of(a) as recipient
  where recipient.email is not null and i.total >= 0
  returning *
$$;
comment on function billing.request_invoice_mail is
  'Prepares the mail of invoices to those whose accounts have an address; what asks for no payment '
  'is not mailed.';
