-- Signed bytes: an instant is written in UTC and not as the session would write it, and what jsonb
-- holds has one spelling.
create or replace function webhooks.body_of(event events.events)
  returns text
  language sql stable security invoker set search_path to ''
as $$
  select json_build_object(
    'id', (event).id,
    'type', (event).type,
    'created_at', to_char((event).created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'tenant_id', (event).tenant_id,
    'data', (event).data
  )::text
$$;
comment on function webhooks.body_of is 'What is sent of an event; the same text at any time.';
