-- Before anything is taken off: the items as discount_shares sees them.
create or replace function billing.keep_invoice_discount(
  invoice billing.invoices, name text, percent numeric, amount numeric, product_ids uuid[]
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.invoice_discounts (tenant_id, invoice_id, "position", name, percent, amount,
    items)
  select invoice.tenant_id, invoice.id, (
      select count(*) + 1 from billing.invoice_discounts as earlier
      where earlier.tenant_id = invoice.tenant_id and earlier.invoice_id = invoice.id),
    keep_invoice_discount.name, keep_invoice_discount.percent, keep_invoice_discount.amount,
    jsonb_agg(jsonb_build_object('item_id', item.id, 'left', (item.net + item.held)::text,
      'net', item.net::text, 'tax', item.tax::text) order by item."position")
  from (
    select i.id, i."position", i.amount - i.discount as net, i.tax,
      case when invoice.is_tax_included and not i.is_tax_fixed then i.tax else 0 end as held
    from billing.invoice_items as i
    where i.tenant_id = invoice.tenant_id and i.invoice_id = invoice.id and i.amount > i.discount
      and (product_ids is null or i.product_id = any (product_ids))
  ) as item
$$;
comment on function billing.keep_invoice_discount is
  'Writes down of what a discount is about to be taken off a draft written by hand.';
