-- What is delivered when it is billed is earned: what has no period, and what is billed after its
-- last day. The rest is deferred. An issued invoice keeps both days, so that what takes an item
-- back finds the account on which it was booked.
create or replace function billing.income_code(service_period daterange, issue_date date)
  returns text
  language sql immutable parallel safe
return case
  when upper(service_period) > issue_date then 'deferred_revenue'
  else 'revenue'
end;
comment on function billing.income_code is
  'The code of the ledger account on which an item of an invoice is booked.';
