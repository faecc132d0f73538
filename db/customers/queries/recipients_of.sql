-- The contacts of the nearest account that has any for this mail, each address once, whoever is
-- named on documents first; else whoever is reached at the nearest primary address: a mail that
-- nobody gets is worse than one that a switchboard gets. Inlined, so that a run joins it laterally
-- to many accounts.
create or replace function customers.recipients_of(account customers.accounts, mail text)
  returns table (addresses text[])
  language sql stable parallel safe rows 1
begin atomic
  select coalesce(
    (select array(
        select first.email
        from (
          select distinct on (lower(c.email)) c.email, c.is_default, c.kind, c.id
          from customers.contacts as c
          where c.tenant_id = a.tenant_id and c.account_id = a.id
            and recipients_of.mail = any (c.receives)
          order by lower(c.email), c.is_default desc, c.kind, c.id
        ) as first
        order by first.is_default desc, first.kind, first.id)
      from customers.accounts as a
      where a.tenant_id = (account).tenant_id and a.id = any ((account).path)
        and exists (
          select from customers.contacts as c
          where c.tenant_id = a.tenant_id and c.account_id = a.id
            and recipients_of.mail = any (c.receives))
      order by a.depth desc
      limit 1),
    (select array[a.primary_contact_email]
      from customers.accounts as a
      where a.tenant_id = (account).tenant_id
        and a.id = any ((account).path) and a.primary_contact_email is not null
      order by a.depth desc
      limit 1));
end;
comment on function customers.recipients_of is
  E'@behavior -*\nTo whom a mail of an account goes: invoices, statements or renewals; null if '
  'nobody gets it.';
grant execute on function customers.recipients_of to tenor_viewer;
