create or replace function customers.accounts_effective_locale(account customers.accounts)
  returns text
  language sql stable parallel safe
return (select s.locale from customers.settings_of(account) as s);
comment on function customers.accounts_effective_locale is
  'Its own locale, else the nearest parent''s, else the tenant''s.';
grant execute on function customers.accounts_effective_locale to tenor_viewer;
