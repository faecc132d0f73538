-- The net under the queue: a delivery whose job was given up (the database was away for long) is
-- queued again.
create or replace function webhooks.resume_deliveries(delivery_ids uuid[])
  returns jsonb
  language sql volatile security definer set search_path to ''
as $$
  select jsonb_build_object('deliveries_resumed', webhooks.queue_deliveries(array(
    select d
    from webhooks.late_deliveries(delivery_ids) as late (id)
    join webhooks.deliveries as d
      on d.tenant_id = (select tenancy.current_tenant_id()) and d.id = late.id
    order by d.id)))
$$;
comment on function webhooks.resume_deliveries is
  'Queues those of deliveries that are an hour late.';
select tenancy.register_duty('resume webhooks', 910, 'webhooks.resume_deliveries',
  'webhooks.late_deliveries', 'webhook_delivery');
