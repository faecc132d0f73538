-- With a key of its own: a delivery that waits in the queue does not wait there twice.
create or replace function webhooks.queue_deliveries(deliveries webhooks.deliveries[])
  returns int
  language sql volatile security invoker set search_path to ''
as $$
  select count(*)::int
  from events.enqueue_many(array(
    select (
      'webhooks/deliver',
      jsonb_build_object('delivery_id', d.id),
      d.next_attempt_at,
      'webhooks/deliver:' || d.id,
      null, null
    )::events.new_job
    from unnest(deliveries) as d))
$$;
comment on function webhooks.queue_deliveries is 'Queues deliveries for their next attempt.';
