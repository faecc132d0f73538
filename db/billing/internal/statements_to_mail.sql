-- On the day after, when no invoice of that day is still to come: so one mail has them all, of
-- every run and of people. Two days more, should nobody have worked then. What is not received by
-- anybody is not mailed, and who came to want statements later gets no old ones.
create or replace function billing.statements_to_mail(account_ids uuid[])
  returns table (account_id uuid, issue_date date, addresses text[])
  language sql stable security definer set search_path to ''
as $$
  select distinct a.id, i.issue_date, recipients.addresses
  from (select tenancy.today() offset 0) as clock (today)
  join customers.accounts as a on a.tenant_id = (select tenancy.current_tenant_id())
  cross join lateral customers.recipients_of(a, 'statements') as recipients
  cross join lateral customers.subtree_ids(a.id) as below (id)
  join billing.invoices as i
    on i.tenant_id = a.tenant_id and i.account_id = below.id
    and i.issue_date between clock.today - 3 and clock.today - 1
    and i.status not in ('draft', 'void')
  where (account_ids is null or a.id in (select unnest(account_ids)))
    and a.wants_statement and a.deleted_at is null
    and below.id <> a.id and recipients.addresses is not null
    and not exists (
      select from billing.mailed_statements as m
      where m.tenant_id = a.tenant_id and m.account_id = a.id and m.issue_date = i.issue_date)
$$;
comment on function billing.statements_to_mail is
  'Statements of subsidiaries that were not mailed yet, of all accounts or of some.';
