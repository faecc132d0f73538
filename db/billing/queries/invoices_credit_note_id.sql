create or replace function billing.invoices_credit_note_id(invoice billing.invoices)
  returns uuid
  language sql stable parallel safe
begin atomic
  select n.id
  from billing.credit_notes as n
  where n.tenant_id = (invoice).tenant_id and n.invoice_id = (invoice).id
    and n.kind = 'cancellation';
end;
comment on function billing.invoices_credit_note_id is
  'The note that cancels the invoice, if one does.';
grant execute on function billing.invoices_credit_note_id to tenor_viewer;
