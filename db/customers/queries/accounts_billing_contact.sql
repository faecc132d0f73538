create or replace function customers.accounts_billing_contact(account customers.accounts)
  returns customers.contacts
  language sql stable parallel safe
return (
  select c
  from customers.accounts as a
  join customers.contacts as c on c.tenant_id = a.tenant_id and c.account_id = a.id
  where a.tenant_id = (account).tenant_id
    and a.id = any ((account).path) and c.kind = 'billing'
  order by a.depth desc, c.is_default desc, c.id
  limit 1
);
comment on function customers.accounts_billing_contact is
  'Whom invoices are addressed to: its own billing contact, else the nearest parent''s.';
grant execute on function customers.accounts_billing_contact to tenor_viewer;
