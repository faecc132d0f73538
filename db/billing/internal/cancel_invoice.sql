-- What was issued is undone by a document: a note of the whole, for who was sent the invoice. Days,
-- coupons and adjustments come back as from a void.
create or replace function billing.cancel_invoice(invoice billing.invoices, reason text)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_note billing.credit_notes;
begin
  perform billing.check_kept(invoice);
  v_note := billing.insert_credit_note(invoice,
    array(select l from billing.lines_to_credit(invoice, null) as l), reason, 'balance',
    'cancellation');
  update billing.invoices as i
  set status = 'void', voided_at = tenancy.now(), void_reason = reason,
    credited_amount = v_note.applied_to_invoice
  where i.tenant_id = invoice.tenant_id and i.id = invoice.id
  returning * into invoice;
  perform billing.issue_credit_note(v_note);
  return invoice;
end $$;
comment on function billing.cancel_invoice is
  'Cancels a locked invoice on which no money moved by a note; the caller gives its days back.';
