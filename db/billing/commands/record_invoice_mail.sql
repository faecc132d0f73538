create or replace function billing.record_invoice_mail(
  message_id uuid, status text, subject text default null, provider_message_id text default null,
  file_key text default null, error text default null
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_email events.emails := events.record_email(
    message_id, status, subject, provider_message_id, file_key, error);
  v_invoice billing.invoices;
begin
  if v_email.status not in ('sent', 'captured') or v_email.id is null then
    return;
  end if;
  update billing.invoices as i
  set sent_at = coalesce(i.sent_at, tenancy.now())
  where i.tenant_id = v_email.tenant_id and i.id = v_email.object_id
  returning * into v_invoice;
  perform events.publish('invoice.sent', 'invoice', v_invoice.id, to_jsonb(v_invoice));
end $$;
comment on function billing.record_invoice_mail is 'Records what became of an invoice''s mail.';
grant execute on function billing.record_invoice_mail to tenor_worker;
