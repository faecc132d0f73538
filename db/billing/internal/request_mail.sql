-- Few tenants have statements mailed: whether this one does is asked of an index, once a batch.
create or replace function billing.request_mail(invoices billing.invoices[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform billing.request_invoice_mail(invoices);
  if exists (
    select from customers.accounts as a
    where a.tenant_id = tenancy.current_tenant_id() and a.wants_statement
  ) then
    perform billing.request_statements(invoices);
  end if;
end $$;
comment on function billing.request_mail is
  'Prepares the mail that goes out with invoices when they are issued.';
