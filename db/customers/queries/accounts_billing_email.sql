create or replace function customers.accounts_billing_email(account customers.accounts)
  returns text
  language sql stable parallel safe
return (select found.email from customers.billing_email_of(account) as found);
comment on function customers.accounts_billing_email is
  'Where invoices are mailed: to the billing contact, else to the nearest primary contact.';
grant execute on function customers.accounts_billing_email to tenor_viewer;
