-- On the day after, when no invoice of that day is still to come: so one mail has them all, of
-- every run and of people. Two days more, should nobody have worked then. What is not received by
-- anybody is not mailed, and who came to want statements later gets no old ones.
create or replace function billing.mail_subsidiary_statements()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
  v_email_ids uuid[];
begin
  with wanted as (
    select distinct a.id as account_id, i.issue_date, recipients.addresses
    from customers.accounts as a
    cross join lateral customers.recipients_of(a, 'statements') as recipients
    cross join lateral customers.subtree_ids(a.id) as below (id)
    join billing.invoices as i
      on i.tenant_id = a.tenant_id and i.account_id = below.id
      and i.issue_date between v_today - 3 and v_today - 1 and i.status not in ('draft', 'void')
    where a.tenant_id = v_tenant_id and a.wants_statement and a.deleted_at is null
      and below.id <> a.id and recipients.addresses is not null
  ),
  claimed as (
    insert into billing.mailed_statements (account_id, issue_date, email_id)
    select w.account_id, w.issue_date, uuidv7()
    from wanted as w
    order by w.account_id, w.issue_date
    on conflict do nothing
    returning account_id, issue_date, email_id
  ),
  prepared as (
    insert into events.emails (id, kind, object_type, object_id, account_id, to_addresses)
    select c.email_id, 'subsidiary_statement', 'account', c.account_id, c.account_id, w.addresses
    from claimed as c
    join wanted as w on w.account_id = c.account_id and w.issue_date = c.issue_date
    returning id
  )
  select array_agg(p.id) into v_email_ids from prepared as p;
  perform billing.queue_document_mail(v_email_ids);
  return jsonb_build_object('statements_mailed', coalesce(cardinality(v_email_ids), 0));
end $$;
comment on function billing.mail_subsidiary_statements is
  'Mails the statements of yesterday''s invoices to the accounts that want them and stand above '
  'those that were billed, once.';
select tenancy.register_duty('statements', 400, 'billing.mail_subsidiary_statements');
