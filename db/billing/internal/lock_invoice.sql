create or replace function billing.lock_invoice(invoice_id uuid, expect text[])
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices;
begin
  perform tenancy.hold_clock();
  select * into v_invoice from billing.invoices as i
  where i.tenant_id = tenancy.current_tenant_id() and i.id = lock_invoice.invoice_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No invoice has this id.', 'invoice_id');
  elsif v_invoice.status <> all(expect) then
    perform kernel.fail('TRANS',
      format('The invoice is %s; this needs one that is %s.', v_invoice.status,
        array_to_string(expect, ' or ')), 'invoice_id');
  end if;
  return v_invoice;
end $$;
comment on function billing.lock_invoice is
  'The invoice, locked until the end of the transaction, in one of the expected states.';
