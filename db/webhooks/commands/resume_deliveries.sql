-- The net under the queue: a delivery whose job was given up (the database was away for long) is
-- queued again.
create or replace function webhooks.resume_deliveries()
  returns jsonb
  language sql volatile security definer set search_path to ''
as $$
  select jsonb_build_object('deliveries_resumed', webhooks.queue_deliveries(array(
    select d
    from webhooks.deliveries as d
    where d.tenant_id = (select tenancy.current_tenant_id())
      and d.status = 'pending' and d.next_attempt_at < now() - interval '1 hour'
      and webhooks.is_first_in_line(d)
    order by d.id
    limit 10000)))
$$;
comment on function webhooks.resume_deliveries is 'Queues deliveries that are an hour late.';
select tenancy.register_duty('resume webhooks', 910, 'webhooks.resume_deliveries');
