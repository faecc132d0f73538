-- Its own billing address, else the nearest parent's. Inlined, to be joined laterally.
create or replace function customers.billing_address_of(account customers.accounts)
  returns setof customers.addresses
  language sql stable parallel safe rows 1
begin atomic
  select d.*
  from customers.accounts as a
  join customers.addresses as d on d.tenant_id = a.tenant_id and d.account_id = a.id
  where a.tenant_id = (account).tenant_id
    and a.id = any ((account).path) and d.kind = 'billing'
  order by a.depth desc, d.is_default desc, d.id
  limit 1;
end;
comment on function customers.billing_address_of is
  E'@behavior -*\nThe address where an account is billed, if there is one.';
grant execute on function customers.billing_address_of to tenor_viewer;
