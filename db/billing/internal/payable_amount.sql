-- An invoice that was given up can still be paid: what comes of it then is a recovery.
create or replace function billing.payable_amount(invoice billing.invoices)
  returns numeric
  language sql immutable parallel safe security invoker
return case when (invoice).status = 'uncollectible'
  then (invoice).written_off_amount - (invoice).recovered_amount
  else (invoice).balance end;
comment on function billing.payable_amount is
  'How much payments can still settle of an issued invoice.';
