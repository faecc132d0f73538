create or replace function billing.credits_on(invoice billing.invoices)
  returns table (invoice_id uuid, amount numeric)
  language sql stable security definer set search_path to ''
as $$
  select original.invoice_id, sum(credit.discount - credit.amount - credit.tax)
  from billing.adjustments as a
  join billing.invoice_items as credit
    on credit.tenant_id = a.tenant_id and credit.adjustment_id = a.id
      and credit.invoice_id = a.invoice_id
  join billing.invoice_items as original
    on original.tenant_id = a.tenant_id and original.id = a.credited_item_id
  where a.tenant_id = (invoice).tenant_id and a.invoice_id = (invoice).id
  group by original.invoice_id
$$;
comment on function billing.credits_on is
  'What an invoice gives back of others, with its tax, by the invoice that billed it.';
