create or replace function billing.unbilled_receivables_period_start(
  unbilled billing.unbilled_receivables
)
  returns date
  language sql immutable parallel safe
return lower((unbilled).whole_period);
comment on function billing.unbilled_receivables_period_start is 'First day of the billing period.';
grant execute on function billing.unbilled_receivables_period_start to tenor_viewer;
