create or replace function billing.invoices_deposit_left(invoice billing.invoices)
  returns kernel.amount
  language sql stable security definer set search_path to ''
as $$
  select kernel.round_amount(sum(rest.net_left + rest.tax_left), (invoice).currency)
  from billing.invoice_items as item
  cross join lateral billing.item_rests(array[item.id]) as rest
  where (invoice).billing_type = 'advance'
    and item.tenant_id = (select tenancy.current_tenant_id())
    and item.tenant_id = (invoice).tenant_id and item.invoice_id = (invoice).id
$$;
comment on function billing.invoices_deposit_left is
  'Of an advance payment invoice: what no invoice has deducted yet and no note gave back, with its '
  'tax; null of others.';
grant execute on function billing.invoices_deposit_left to tenor_viewer;
