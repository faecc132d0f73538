-- A note whose money went to the account leaves no trace on the invoice, once the payment that it
-- gave back was taken off again; the invoice is not owed in full all the same.
create or replace function billing.is_untouched(invoice billing.invoices)
  returns boolean
  language sql stable security definer set search_path to ''
as $$
  select (invoice).paid_amount + (invoice).credited_amount + (invoice).written_off_amount <= 0
    and not exists (
      select from billing.credit_notes as n
      where n.tenant_id = (invoice).tenant_id and n.invoice_id = (invoice).id)
$$;
comment on function billing.is_untouched is
  'Whether nothing of an invoice was paid, credited or written off, so that it can be voided.';
