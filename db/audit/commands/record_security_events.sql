-- What the edge saw, by the dozen. It says itself of whom and when, since each is another caller's.
create or replace function audit.record_security_events(events jsonb)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into audit.security_events (tenant_id, occurred_at, event, subject, role, request_id,
    client_ip, details)
  select tenancy.caller_id(), e.occurred_at, e.event, e.subject, e.role, e.request_id,
    e.client_ip, coalesce(e.details, '{}')
  from jsonb_to_recordset(events) as e (occurred_at timestamptz, event text, subject text,
    role text, request_id text, client_ip text, details jsonb)
$$;
comment on function audit.record_security_events is
  'Records what the edge saw of a tenant''s callers, or of those who are of none.';
grant execute on function audit.record_security_events to tenor_edge;
