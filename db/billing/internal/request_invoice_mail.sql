-- One message to all who receive invoices, so that they can see who else has it.
create or replace function billing.request_invoice_mail(invoices billing.invoices[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_email_ids uuid[];
begin
  with prepared as (
    insert into events.emails (tenant_id, kind, object_type, object_id, to_addresses)
    select i.tenant_id, i.document_type, 'invoice', i.id, recipients.addresses
    from unnest(invoices) as i
    join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
    cross join lateral customers.recipients_of(a, 'invoices') as recipients
    where i.delivery = 'queued' and recipients.addresses is not null
    returning id
  )
  select array_agg(p.id) into v_email_ids from prepared as p;
  perform billing.queue_document_mail(v_email_ids);
end $$;
comment on function billing.request_invoice_mail is
  'Prepares and queues the mail of those invoices whose delivery is queued.';
