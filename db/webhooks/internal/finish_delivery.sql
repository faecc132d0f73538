create or replace function webhooks.finish_delivery(
  delivery webhooks.deliveries, status text, error text
)
  returns webhooks.deliveries
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_delivery webhooks.deliveries;
begin
  update webhooks.deliveries as d
  set status = finish_delivery.status, error = finish_delivery.error, next_attempt_at = null,
    finished_at = clock_timestamp()
  where d.tenant_id = (delivery).tenant_id and d.id = (delivery).id
  returning * into v_delivery;
  perform webhooks.release_next(v_delivery);
  return v_delivery;
end $$;
comment on function webhooks.finish_delivery is
  'The delivery arrived or is given up; the next of its object may go.';
