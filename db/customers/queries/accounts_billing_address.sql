create or replace function customers.accounts_billing_address(account customers.accounts)
  returns customers.addresses
  language sql stable parallel safe
return (
  select d
  from customers.accounts as a
  join customers.addresses as d on d.tenant_id = a.tenant_id and d.account_id = a.id
  where a.tenant_id = (account).tenant_id
    and a.id = any ((account).path) and d.kind = 'billing'
  order by a.depth desc, d.is_default desc, d.id
  limit 1
);
comment on function customers.accounts_billing_address is
  'Where it is billed: its own billing address, else the nearest parent''s.';
grant execute on function customers.accounts_billing_address to tenor_viewer;
