create or replace function billing.creditable_items(invoice_id uuid)
  returns table (
    item_id uuid, "position" int, net numeric, tax numeric, net_left numeric, tax_left numeric)
  language sql stable security definer set search_path to ''
as $$
  select item.id, item."position", rest.net, rest.tax, rest.net_left, rest.tax_left
  from billing.invoice_items as item
  cross join lateral billing.item_rests(array[item.id]) as rest
  where item.tenant_id = (select tenancy.current_tenant_id())
    and item.invoice_id = creditable_items.invoice_id
$$;
comment on function billing.creditable_items is
  'The items of an invoice with what credit notes and amendments have left of them.';
