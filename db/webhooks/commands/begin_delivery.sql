-- Null is "nothing to do now": it is done, or gone, or its time comes later, or an earlier event of
-- its object is still on its way and will bring it along.
create or replace function webhooks.begin_delivery(delivery_id uuid)
  returns webhooks.outgoing_delivery
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_delivery webhooks.deliveries := webhooks.lock_delivery(delivery_id);
  v_endpoint webhooks.endpoints;
  v_resume_at timestamptz;
begin
  if v_delivery.status is distinct from 'pending' or v_delivery.next_attempt_at > clock_timestamp()
    or not webhooks.is_first_in_line(v_delivery) then
    return null;
  end if;
  select * into v_endpoint from webhooks.endpoints as e
  where e.tenant_id = v_delivery.tenant_id and e.id = v_delivery.endpoint_id;
  if v_endpoint.status <> 'active' then
    perform webhooks.finish_delivery(v_delivery, 'failed', 'The webhook is disabled.');
    return null;
  end if;
  select o.resume_at into v_resume_at from webhooks.outages as o
  where o.tenant_id = v_delivery.tenant_id and o.endpoint_id = v_delivery.endpoint_id;
  if v_resume_at > clock_timestamp() then
    perform webhooks.postpone_delivery(
      v_delivery, v_resume_at + random() * interval '30 seconds');
    return null;
  end if;
  return (
    v_endpoint.url,
    webhooks.valid_secrets(v_endpoint.id),
    v_delivery.event_id,
    (select webhooks.body_of(e) from events.events as e
      where e.tenant_id = v_delivery.tenant_id and e.id = v_delivery.event_id),
    v_delivery.attempts + 1,
    extract(epoch from clock_timestamp())::bigint
  )::webhooks.outgoing_delivery;
end $$;
comment on function webhooks.begin_delivery is
  'What to send and where; null when nothing is to do.';
grant execute on function webhooks.begin_delivery to tenor_worker;
