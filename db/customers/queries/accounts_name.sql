create or replace function customers.accounts_name(account customers.accounts)
  returns text
  language sql stable parallel safe
return coalesce((account).primary_contact_name, (account).account_name);
comment on function customers.accounts_name is
  'What a customer is called: the person who is reached, else the account itself.';
grant execute on function customers.accounts_name to tenor_viewer;
