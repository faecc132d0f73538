create or replace function customers.accounts_billing_address(account customers.accounts)
  returns customers.addresses
  language sql stable parallel safe
return (select d from customers.billing_address_of(account) as d);
comment on function customers.accounts_billing_address is
  'Where it is billed: its own billing address, else the nearest parent''s.';
grant execute on function customers.accounts_billing_address to tenor_viewer;
