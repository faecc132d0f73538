create or replace function billing.is_given_back(invoice_id uuid)
  returns boolean
  language sql stable security definer set search_path to ''
as $$
  select exists (
    select from billing.invoice_items as item
    join billing.adjustments as a
      on a.tenant_id = item.tenant_id and a.credited_item_id = item.id and not a.is_dropped
    where item.tenant_id = (select tenancy.current_tenant_id())
      and item.invoice_id = is_given_back.invoice_id)
$$;
comment on function billing.is_given_back is
  'Whether an amendment gave something of an invoice back.';
