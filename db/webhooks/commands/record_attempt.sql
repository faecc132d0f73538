-- 410 Gone is a receiver that wants no more.
create or replace function webhooks.record_attempt(
  delivery_id uuid, status int, error text, duration_ms int, response_excerpt text
)
  returns text
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_delivery webhooks.deliveries := webhooks.lock_delivery(delivery_id);
  v_wait interval;
begin
  if v_delivery.status is distinct from 'pending' then
    return v_delivery.status;
  end if;
  insert into webhooks.delivery_attempts (delivery_id, attempt, response_status, error,
    duration_ms, response_excerpt)
  values (v_delivery.id, v_delivery.attempts + 1, record_attempt.status,
    left(record_attempt.error, 1000), record_attempt.duration_ms,
    left(record_attempt.response_excerpt, 500));
  update webhooks.deliveries as d
  set attempts = d.attempts + 1, response_status = record_attempt.status,
    error = left(record_attempt.error, 1000)
  where d.tenant_id = v_delivery.tenant_id and d.id = v_delivery.id
  returning * into v_delivery;

  if record_attempt.status between 200 and 299 then
    delete from webhooks.outages as o
    where o.tenant_id = v_delivery.tenant_id and o.endpoint_id = v_delivery.endpoint_id;
    return (webhooks.finish_delivery(v_delivery, 'delivered', null)).status;
  end if;

  perform webhooks.count_failure(v_delivery.endpoint_id);
  v_wait := webhooks.retry_delay(v_delivery.attempts);
  if record_attempt.status = 410 then
    update webhooks.endpoints as e
    set status = 'disabled'
    where e.tenant_id = v_delivery.tenant_id and e.id = v_delivery.endpoint_id;
  elsif v_wait is not null then
    return (webhooks.postpone_delivery(v_delivery, clock_timestamp() + v_wait)).status;
  end if;
  return (webhooks.finish_delivery(v_delivery, 'failed', v_delivery.error)).status;
end $$;
comment on function webhooks.record_attempt is
  'Records what came of an attempt and decides on the next: delivered, pending or failed.';
grant execute on function webhooks.record_attempt to tenor_worker;
