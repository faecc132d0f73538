create or replace function customers.accounts_billing_email(account customers.accounts)
  returns text
  language sql stable parallel safe
return (select found.addresses[1] from customers.recipients_of(account, 'invoices') as found);
comment on function customers.accounts_billing_email is
  'The first of the addresses to which its invoices are mailed.';
grant execute on function customers.accounts_billing_email to tenor_viewer;
