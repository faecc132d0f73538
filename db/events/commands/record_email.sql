-- A mail that is already out stays out: a repeated job changes nothing.
create or replace function events.record_email(
  email_id uuid, status text, subject text, provider_message_id text default null,
  file_key text default null, error text default null
)
  returns events.emails
  language sql volatile security definer set search_path to ''
as $$
  update events.emails as e
  set status = record_email.status,
    subject = coalesce(record_email.subject, e.subject),
    provider_message_id = record_email.provider_message_id,
    file_key = record_email.file_key,
    error = left(record_email.error, 1000),
    sent_at = case when record_email.status in ('sent', 'captured') then tenancy.now() end
  where e.tenant_id = (select tenancy.current_tenant_id())
    and e.id = email_id and e.status in ('queued', 'failed')
  returning *
$$;
comment on function events.record_email is 'Records what became of a mail.';
grant execute on function events.record_email to tenor_worker;
