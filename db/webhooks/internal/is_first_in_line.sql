-- A replayed delivery waits for nobody and lets nobody wait: it is an answer to a question asked
-- now, not news.
create or replace function webhooks.is_first_in_line(delivery webhooks.deliveries)
  returns boolean
  language sql stable security invoker set search_path to ''
as $$
  select (delivery).replayed_at is not null or not exists (
    select from webhooks.deliveries as earlier
    where earlier.tenant_id = (delivery).tenant_id
      and earlier.endpoint_id = (delivery).endpoint_id
      and earlier.object_id = (delivery).object_id
      and earlier.event_id < (delivery).event_id
      and earlier.status = 'pending' and earlier.replayed_at is null)
$$;
comment on function webhooks.is_first_in_line is
  'Has the endpoint got all earlier events of the object, or have they failed?';
