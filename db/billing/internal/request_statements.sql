create or replace function billing.request_statements(invoices billing.invoices[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_email_ids uuid[];
begin
  with wanted as (
    select distinct i.tenant_id, i.id as invoice_id, item.account_id
    from unnest(invoices) as i
    join billing.invoice_items as item
      on item.tenant_id = i.tenant_id and item.invoice_id = i.id
      and item.account_id <> i.account_id
    where i.total >= 0
  ),
  prepared as (
    insert into events.emails (tenant_id, kind, object_type, object_id, account_id, to_addresses)
    select w.tenant_id, 'statement', 'statement', w.invoice_id, a.id, recipients.addresses
    from wanted as w
    join customers.accounts as a on a.tenant_id = w.tenant_id and a.id = w.account_id
    cross join lateral customers.recipients_of(a, 'statements') as recipients
    where a.wants_statement and a.deleted_at is null and recipients.addresses is not null
    returning id
  )
  select array_agg(p.id) into v_email_ids from prepared as p;
  perform billing.queue_document_mail(v_email_ids);
end $$;
comment on function billing.request_statements is
  'Prepares the mail of statements to the accounts that want them and are served by invoices.';
