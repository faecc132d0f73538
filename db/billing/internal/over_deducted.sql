-- Whoever takes a charge off a draft, or discounts it, leaves what it deducts: it waits until the
-- deduction is taken off too, for a deposit is given back by a note of its own invoice alone.
create or replace function billing.over_deducted(invoice_ids uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select i.id
  from billing.invoices as i
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = any (invoice_ids)
    and i.status = 'draft' and i.total < 0
    and exists (
      select from billing.invoice_items as item
      where item.tenant_id = i.tenant_id and item.invoice_id = i.id
        and item.deducts_item_id is not null)
$$;
comment on function billing.over_deducted is
  'Those of the drafts that deduct more of advance payments than they charge.';
