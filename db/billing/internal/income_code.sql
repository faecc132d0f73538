-- What is delivered when it is billed is earned: what has no period, and what is billed after its
-- last day. The rest is deferred. An issued invoice keeps both days, so that what takes an item
-- back finds the account on which it was booked. What was paid before the supply is a deposit until
-- the invoice of the supply deducts it.
create or replace function billing.income_code(
  billing_type text, deducts_item_id uuid, service_period daterange, issue_date date
)
  returns text
  language sql immutable parallel safe
return case
  when billing_type = 'advance' or deducts_item_id is not null then 'customer_deposits'
  when upper(service_period) > issue_date then 'deferred_revenue'
  else 'revenue'
end;
comment on function billing.income_code is
  'The code of the ledger account on which an item of an invoice is booked.';
