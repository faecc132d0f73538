-- A number counts as a word of its own: INV-10 does not name INV-1. The search for the bare text
-- comes first because it is a hundred times cheaper than the pattern.
create or replace function payments.named_invoices(account_id uuid, reference text)
  returns uuid[]
  language sql stable security invoker set search_path to ''
as $$
  select array_agg(i.id)
  from billing.invoices as i
  where reference is not null
    and i.tenant_id = (select tenancy.current_tenant_id())
    and i.account_id = any ((select payments.line_ids(named_invoices.account_id))::uuid[])
    and strpos(upper(reference), upper(i.invoice_number)) > 0
    and upper(reference) ~ ('(^|[^A-Z0-9])'
      || regexp_replace(upper(i.invoice_number), '([^A-Z0-9])', '\\\1', 'g')
      || '($|[^A-Z0-9])')
$$;
comment on function payments.named_invoices is
  'Invoices whose number stands in the reference, in whatever state; null if there is none.';
