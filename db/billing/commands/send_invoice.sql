create or replace function billing.send_invoice(invoice_id uuid)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(
    invoice_id, expect => '{open,partially_paid,overdue,paid}');
begin
  if not exists (select from billing.received_among(array[v_invoice.account_id])) then
    perform kernel.fail('INPUT', 'Nobody receives the invoices of this account: add a contact.',
      'invoice_id');
  end if;
  update billing.invoices as i
  set delivery = 'queued'
  where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id
  returning * into v_invoice;
  perform billing.request_invoice_mail(array[v_invoice]);
  return v_invoice;
end $$;
comment on function billing.send_invoice is
  'Mails an issued invoice to all who receive invoices, also when it was mailed before.';
grant execute on function billing.send_invoice to tenor_finance;
