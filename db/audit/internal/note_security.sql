create or replace function audit.note_security(event text, details jsonb default '{}')
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into audit.security_events (tenant_id, event, subject, role, request_id, client_ip,
    details)
  values (tenancy.caller_id(), note_security.event,
    nullif(current_setting('tenor.subject', true), ''),
    coalesce(nullif(current_setting('role', true), 'none'), session_user),
    nullif(current_setting('tenor.request_id', true), ''),
    nullif(current_setting('tenor.client_ip', true), ''), note_security.details)
$$;
comment on function audit.note_security is
  'Notes an act on access in the transaction in which it is done.';
