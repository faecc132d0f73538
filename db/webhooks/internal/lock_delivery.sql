-- Locks the line in which the delivery stands, in a statement before it is read: whoever looks who
-- is next then sees what others have added to the line.
create or replace function webhooks.lock_delivery(delivery_id uuid)
  returns webhooks.deliveries
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_delivery webhooks.deliveries;
begin
  perform pg_advisory_xact_lock(
    hashtextextended('webhooks:' || d.endpoint_id || ':' || d.object_id, 0))
  from webhooks.deliveries as d
  where d.tenant_id = v_tenant_id and d.id = lock_delivery.delivery_id;

  select * into v_delivery from webhooks.deliveries as d
  where d.tenant_id = v_tenant_id and d.id = lock_delivery.delivery_id
  for update;
  return v_delivery;
end $$;
comment on function webhooks.lock_delivery is
  'The delivery with this id, locked with its line; null when it is gone.';
