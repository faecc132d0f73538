create or replace function tax.accounts_tax_id_status(account customers.accounts)
  returns tax.tax_id_status
  language sql stable parallel safe
return (select s from tax.tax_id_of(account) as s);
comment on function tax.accounts_tax_id_status is
  'Its tax id or the nearest parent''s: whose it is, of which form, and what the last check said.';
grant execute on function tax.accounts_tax_id_status to tenor_viewer;
