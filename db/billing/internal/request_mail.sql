-- Few tenants have statements mailed: whether this one does is asked of an index, once a batch.
-- What asks for no payment is not mailed, and nobody misses it.
create or replace function billing.request_mail(invoices billing.invoices[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_unreceived jsonb[] := array(
    select to_jsonb(i) from unnest(invoices) as i where i.delivery = 'unsent' and i.total >= 0);
begin
  perform billing.request_invoice_mail(invoices);
  if cardinality(v_unreceived) > 0 then
    perform events.publish_each('{invoice.undeliverable}', 'invoice', v_unreceived);
  end if;
  if exists (
    select from customers.accounts as a
    where a.tenant_id = tenancy.current_tenant_id() and a.wants_statement
  ) then
    perform billing.request_statements(invoices);
  end if;
end $$;
comment on function billing.request_mail is
  'Prepares the mail that goes out with invoices when they are issued, and says which of them '
  'nobody receives.';
