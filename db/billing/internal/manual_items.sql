-- What was delivered on the day of issue, as nobody said another, was delivered on that day also
-- when it is billed anew: the law of that day holds.
create or replace function billing.manual_items(invoice_id uuid)
  returns billing.invoice_item_input[]
  language sql stable security definer set search_path to ''
as $$
  select coalesce(array_agg((
      item.product_id, item.account_id, item.description, item.quantity, item.unit_price,
      item.discount, case when item.is_tax_fixed then item.tax end, lower(item.service_period),
      kernel.last_day(item.service_period), case when item.service_period is null
        then coalesce(item.supplied_on, i.issue_date) end
    )::billing.invoice_item_input order by item."position"), '{}')
  from billing.invoice_items as item
  join billing.invoices as i on i.tenant_id = item.tenant_id and i.id = item.invoice_id
  where item.tenant_id = (select tenancy.current_tenant_id())
    and item.invoice_id = manual_items.invoice_id and item.kind = 'manual'
$$;
comment on function billing.manual_items is 'The items of an invoice that were written by hand.';
