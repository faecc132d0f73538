create or replace function billing.invoices_corrects_credit_note_id(invoice billing.invoices)
  returns uuid
  language sql stable parallel safe
begin atomic
  select c.credit_note_id
  from billing.corrections as c
  where c.tenant_id = (invoice).tenant_id and c.invoice_id = (invoice).id;
end;
comment on function billing.invoices_corrects_credit_note_id is
  'The mistaken credit note whose amounts the invoice charges again.';
grant execute on function billing.invoices_corrects_credit_note_id to tenor_viewer;
