create or replace function customers.accounts_billing_email(account customers.accounts)
  returns text
  language sql stable parallel safe
return coalesce(
  (customers.accounts_billing_contact(account)).email,
  (select a.primary_contact_email
    from customers.accounts as a
    where a.tenant_id = (account).tenant_id
      and a.id = any ((account).path) and a.primary_contact_email is not null
    order by a.depth desc
    limit 1));
comment on function customers.accounts_billing_email is
  'Where invoices are mailed: to the billing contact, else to the nearest primary contact.';
grant execute on function customers.accounts_billing_email to tenor_viewer;
