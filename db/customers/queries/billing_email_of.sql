-- Inlined, so that a run joins it laterally to many accounts.
create or replace function customers.billing_email_of(account customers.accounts)
  returns table (email text)
  language sql stable parallel safe rows 1
begin atomic
  select coalesce(
    (select c.email
      from customers.accounts as a
      join customers.contacts as c on c.tenant_id = a.tenant_id and c.account_id = a.id
      where a.tenant_id = (account).tenant_id
        and a.id = any ((account).path) and c.kind = 'billing'
      order by a.depth desc, c.is_default desc, c.id
      limit 1),
    (select a.primary_contact_email
      from customers.accounts as a
      where a.tenant_id = (account).tenant_id
        and a.id = any ((account).path) and a.primary_contact_email is not null
      order by a.depth desc
      limit 1));
end;
comment on function customers.billing_email_of is
  E'@behavior -*\nWhere an account''s invoices are mailed.';
grant execute on function customers.billing_email_of to tenor_viewer;
