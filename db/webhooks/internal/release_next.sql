create or replace function webhooks.release_next(delivery webhooks.deliveries)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  select webhooks.queue_deliveries(array(
    select d
    from webhooks.deliveries as d
    where d.tenant_id = (delivery).tenant_id
      and d.endpoint_id = (delivery).endpoint_id
      and d.object_id = (delivery).object_id
      and d.status = 'pending' and d.replayed_at is null
    order by d.event_id
    limit 1))
$$;
comment on function webhooks.release_next is
  'Queues the delivery that stood behind this one in the line of its object.';
