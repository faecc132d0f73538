create or replace function billing.invoice_items_period_end(item billing.invoice_items)
  returns date
  language sql immutable parallel safe
return upper((item).service_period) - 1;
comment on function billing.invoice_items_period_end is 'Last day billed, inclusive.';
grant execute on function billing.invoice_items_period_end to tenor_viewer;
