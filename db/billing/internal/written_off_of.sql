create or replace function billing.written_off_of(invoice billing.invoices)
  returns billing.write_off_part
  language sql stable security definer set search_path to ''
as $$
  select coalesce(sum(w.unearned_amount), 0)::numeric, coalesce(sum(w.relief_amount), 0)::numeric,
    coalesce(sum(w.relieved_amount), 0)::numeric
  from billing.write_offs as w
  where w.tenant_id = (invoice).tenant_id and w.invoice_id = (invoice).id
$$;
comment on function billing.written_off_of is
  'What is no bad debt of all that was given up of an invoice.';
