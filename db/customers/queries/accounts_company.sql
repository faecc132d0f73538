create or replace function customers.accounts_company(account customers.accounts)
  returns text
  language sql stable parallel safe
return case when (account).primary_contact_name is not null then (account).account_name end;
comment on function customers.accounts_company is
  'The company of a customer who is called by a person''s name.';
grant execute on function customers.accounts_company to tenor_viewer;
