-- Unknown ids and those of other tenants are answered alike.
create or replace function payments.find_invoice(invoice_id uuid)
  returns billing.invoices
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_invoice billing.invoices;
begin
  select * into v_invoice from billing.invoices as i
  where i.tenant_id = tenancy.current_tenant_id() and i.id = find_invoice.invoice_id;
  if not found then
    perform kernel.fail('NOTFD', 'No invoice has this id.', 'invoice_id');
  end if;
  return v_invoice;
end $$;
comment on function payments.find_invoice is 'The invoice with this id, or NOTFD.';
