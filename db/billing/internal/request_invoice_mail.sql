create or replace function billing.request_invoice_mail(invoices billing.invoices[])
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_mailed_ids uuid[];
begin
  with prepared as (
    insert into events.emails (tenant_id, kind, object_type, object_id, to_addresses)
    select i.tenant_id, 'invoice', 'invoice', i.id, array[recipient.email]
    from unnest(invoices) as i
    join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
    cross join lateral customers.billing_email_of(a) as recipient
    where recipient.email is not null and i.total >= 0
    returning object_id
  )
  select array_agg(p.object_id) into v_mailed_ids from prepared as p;
  if v_mailed_ids is not null then
    perform events.enqueue_many(array(
      select ('billing/mail_invoice', jsonb_build_object('invoice_id', mailed.id), null, null,
        null, null)::events.new_job
      from unnest(v_mailed_ids) as mailed (id)));
  end if;
  return coalesce(cardinality(v_mailed_ids), 0);
end $$;
comment on function billing.request_invoice_mail is
  'Prepares and queues the mail of invoices to those whose accounts have an address, and says how '
  'many; what asks for no payment is not mailed.';
