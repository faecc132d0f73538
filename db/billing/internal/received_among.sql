-- As customers.recipients_of finds them, but only whether there are any, for many accounts at once.
create or replace function billing.received_among(payer_ids uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select a.id
  from customers.accounts as a
  where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = any (payer_ids)
    and (exists (
        select from customers.accounts as above
        where above.tenant_id = a.tenant_id and above.id = any (a.path)
          and above.primary_contact_email is not null)
      or exists (
        select from customers.contacts as c
        where c.tenant_id = a.tenant_id and c.account_id = any (a.path)
          and 'invoices' = any (c.receives)))
$$;
comment on function billing.received_among is
  'Those of the accounts whose invoices are mailed to anybody.';
