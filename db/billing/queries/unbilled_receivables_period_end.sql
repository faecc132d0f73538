create or replace function billing.unbilled_receivables_period_end(
  unbilled billing.unbilled_receivables
)
  returns date
  language sql immutable parallel safe
return upper((unbilled).whole_period) - 1;
comment on function billing.unbilled_receivables_period_end is
  'Last day of the billing period, inclusive.';
grant execute on function billing.unbilled_receivables_period_end to tenor_viewer;
