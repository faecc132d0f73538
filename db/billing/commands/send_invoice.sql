create or replace function billing.send_invoice(invoice_id uuid)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(
    invoice_id, expect => '{open,partially_paid,overdue,paid}');
begin
  if billing.request_invoice_mail(array[v_invoice]) = 0 then
    perform kernel.fail('INPUT', 'The account has no billing contact with an e-mail address.',
      'invoice_id');
  end if;
  return v_invoice;
end $$;
comment on function billing.send_invoice is
  'Mails an issued invoice to the billing contact, also when it was mailed before.';
grant execute on function billing.send_invoice to tenor_finance;
