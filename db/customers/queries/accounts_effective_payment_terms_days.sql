create or replace function customers.accounts_effective_payment_terms_days(
  account customers.accounts
)
  returns int
  language sql stable parallel safe
return (select s.payment_terms_days from customers.settings_of(account) as s);
comment on function customers.accounts_effective_payment_terms_days is
  'Days from issue to due date: its own, else the nearest parent''s, else the tenant''s.';
grant execute on function customers.accounts_effective_payment_terms_days to tenor_viewer;
