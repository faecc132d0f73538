-- In the transaction of the event: what happened is sent, and nothing else. One statement for any
-- number of events.
create or replace function webhooks.tg_events__deliver()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_deliveries webhooks.deliveries[];
begin
  with made as (
    insert into webhooks.deliveries
      (tenant_id, endpoint_id, event_id, event_type, object_id, created_at, next_attempt_at)
    select n.tenant_id, e.id, n.id, n.type, n.object_id, now(), now()
    from new_rows as n
    join webhooks.endpoints as e
      on e.tenant_id = n.tenant_id and e.status = 'active'
      and (e.event_types = '{}'
        or n.type = any (e.event_types)
        or split_part(n.type, '.', 1) || '.*' = any (e.event_types))
    order by n.id
    returning *
  )
  select array_agg(m order by m.event_id) into v_deliveries from made as m;
  if v_deliveries is not null then
    perform webhooks.queue_deliveries(v_deliveries);
  end if;
  return null;
end $$;
comment on function webhooks.tg_events__deliver is 'Sends events to the endpoints that want them.';

create or replace trigger _510_deliver after insert on events.events
  referencing new table as new_rows
  for each statement execute function webhooks.tg_events__deliver();
