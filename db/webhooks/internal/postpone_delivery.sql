create or replace function webhooks.postpone_delivery(
  delivery webhooks.deliveries, next_attempt_at timestamptz
)
  returns webhooks.deliveries
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_delivery webhooks.deliveries;
begin
  update webhooks.deliveries as d
  set next_attempt_at = postpone_delivery.next_attempt_at
  where d.tenant_id = (delivery).tenant_id and d.id = (delivery).id
  returning * into v_delivery;
  perform webhooks.queue_deliveries(array[v_delivery]);
  return v_delivery;
end $$;
comment on function webhooks.postpone_delivery is 'The delivery is tried again at this time.';
