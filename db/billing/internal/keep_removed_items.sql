-- An item without discounts bore no part of any; its invoice may have them all the same.
create or replace function billing.keep_removed_items(item_ids uuid[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.removed_items (tenant_id, invoice_item_id, invoice_id, item, discounts)
  select item.tenant_id, item.id, item.invoice_id, to_jsonb(item), coalesce(jsonb_agg(
      jsonb_build_object('position', d."position", 'amount', d.amount) order by d."position")
      filter (where d.amount is not null), '[]')
  from billing.invoice_items as item
  left join billing.item_discounts as d
    on d.tenant_id = item.tenant_id and d.invoice_item_id = item.id
  where item.tenant_id = (select tenancy.current_tenant_id()) and item.id = any (item_ids)
    and item.contract_line_id is not null and exists (
      select from billing.invoice_items as other
      join billing.item_discounts as held
        on held.tenant_id = other.tenant_id and held.invoice_item_id = other.id
      where other.tenant_id = item.tenant_id and other.invoice_id = item.invoice_id)
  group by item.tenant_id, item.id
$$;
comment on function billing.keep_removed_items is
  'Keeps items of contracts that are taken off discounted drafts, with their discounts.';
