create or replace function billing.invoices_period_end(invoice billing.invoices)
  returns date
  language sql immutable parallel safe
return upper((invoice).service_period) - 1;
comment on function billing.invoices_period_end is 'Last day billed, inclusive.';
grant execute on function billing.invoices_period_end to tenor_viewer;
