create or replace function billing.mail_subsidiary_statements(account_ids uuid[])
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_email_ids uuid[];
begin
  with wanted as materialized (
    select * from billing.statements_to_mail(account_ids)
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
select tenancy.register_duty('statements', 400, 'billing.mail_subsidiary_statements',
  'billing.accounts_to_state', 'account');
