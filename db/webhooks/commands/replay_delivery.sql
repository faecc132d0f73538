create or replace function webhooks.replay_delivery(delivery_id uuid)
  returns webhooks.deliveries
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_delivery webhooks.deliveries := webhooks.lock_delivery(delivery_id);
begin
  if v_delivery.id is null then
    perform kernel.fail('NOTFD', 'No delivery has this id.', 'delivery_id');
  elsif v_delivery.status = 'pending' then
    perform kernel.fail('TRANS', 'It is still on its way.', 'delivery_id');
  elsif not exists (
    select from webhooks.endpoints as e
    where e.tenant_id = v_delivery.tenant_id and e.id = v_delivery.endpoint_id
      and e.status = 'active'
  ) then
    perform kernel.fail('TRANS', 'The webhook is disabled.', 'delivery_id');
  end if;
  update webhooks.deliveries as d
  set status = 'pending', attempts = 0, next_attempt_at = now(), replayed_at = now(),
    finished_at = null
  where d.tenant_id = v_delivery.tenant_id and d.id = v_delivery.id
  returning * into v_delivery;
  perform webhooks.queue_deliveries(array[v_delivery]);
  perform audit.note_security(
    'delivery.replayed', jsonb_build_object('delivery_id', v_delivery.id));
  return v_delivery;
end $$;
comment on function webhooks.replay_delivery is
  'Sends an event again, delivered or failed: the same id and body, at once and out of order.';
grant execute on function webhooks.replay_delivery to tenor_admin;
