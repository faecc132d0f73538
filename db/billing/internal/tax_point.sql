-- A supply is taxed by the law of the day on which it is completed, or on which it is billed if
-- that comes first: what serves a period on its last day (of the European Union, Directive
-- 2006/112/EC, Articles 63 to 66 and 93), what is charged once on its day, what is delivered on
-- the day of delivery, which is that of issue unless another is said.
create or replace function billing.tax_point(
  kind text, service_period daterange, supplied_on date, issue_date date
)
  returns date
  language sql immutable parallel safe
return least(issue_date, supplied_on,
  case when kind = 'one_time' then lower(service_period) else upper(service_period) - 1 end);
comment on function billing.tax_point is
  'The day whose tax law holds for an item of an invoice, or of a draft that is dated on a day.';
