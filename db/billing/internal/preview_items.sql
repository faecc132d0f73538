create or replace function billing.preview_items(invoice_id uuid)
  returns billing.preview_item[]
  language sql volatile security definer set search_path to ''
as $$
  select array_agg((
      item.contract_line_id, item.account_id, item.product_id, item.kind, item.description,
      lower(item.service_period), kernel.last_day(item.service_period), item.quantity,
      item.unit_price, item.amount, item.discount, item.tax,
      array(
        select (t.jurisdiction, t.name, t.kind, t.rate, t.treatment, t.note, t.taxable, t.amount
          )::billing.tax_sum
        from billing.item_taxes as t
        where t.tenant_id = item.tenant_id and t.invoice_item_id = item.id
        order by t.place)
    )::billing.preview_item order by item."position")
  from billing.invoice_items as item
  where item.tenant_id = (select tenancy.current_tenant_id())
    and item.invoice_id = preview_items.invoice_id
$$;
comment on function billing.preview_items is 'An invoice''s items, as a preview shows them.';
