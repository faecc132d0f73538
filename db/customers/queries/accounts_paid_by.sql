create or replace function customers.accounts_paid_by(account customers.accounts)
  returns customers.accounts
  language sql stable parallel safe
return (select a from customers.payer_of(account) as a);
comment on function customers.accounts_paid_by is
  'The account that is billed: itself, or the nearest above that pays for itself.';
grant execute on function customers.accounts_paid_by to tenor_viewer;
