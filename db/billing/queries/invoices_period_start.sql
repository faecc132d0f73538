create or replace function billing.invoices_period_start(invoice billing.invoices)
  returns date
  language sql immutable parallel safe
return lower((invoice).service_period);
comment on function billing.invoices_period_start is 'First day billed.';
grant execute on function billing.invoices_period_start to tenor_viewer;
