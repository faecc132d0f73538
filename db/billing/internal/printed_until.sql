-- What is charged once is printed with its day, though its line may run for the whole term.
create or replace function billing.printed_until(item billing.invoice_items)
  returns date
  language sql immutable parallel safe
return case when (item).kind = 'one_time' then lower((item).service_period)
  else kernel.last_day((item).service_period) end;
comment on function billing.printed_until is 'The last of the days that documents show of an item.';
