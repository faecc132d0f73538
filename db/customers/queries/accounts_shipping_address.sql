create or replace function customers.accounts_shipping_address(account customers.accounts)
  returns customers.addresses
  language sql stable parallel safe
return (select d from customers.shipping_address_of(account) as d);
comment on function customers.accounts_shipping_address is
  'Where it is served and taxed: its shipping, else billing address, else the nearest parent''s.';
grant execute on function customers.accounts_shipping_address to tenor_viewer;
