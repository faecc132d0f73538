create or replace function customers.accounts_effective_time_zone(account customers.accounts)
  returns text
  language sql stable parallel safe
return (select s.time_zone from customers.settings_of(account) as s);
comment on function customers.accounts_effective_time_zone is
  'Its own time zone, else the nearest parent''s, else the tenant''s.';
grant execute on function customers.accounts_effective_time_zone to tenor_viewer;
