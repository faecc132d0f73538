create or replace function billing.invoice_items_period_start(item billing.invoice_items)
  returns date
  language sql immutable parallel safe
return lower((item).service_period);
comment on function billing.invoice_items_period_start is 'First day billed.';
grant execute on function billing.invoice_items_period_start to tenor_viewer;
