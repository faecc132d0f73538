create or replace function events.publish_many(new_events events.new_event[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  -- Materialized, or the clock would be read for every event.
  with tenant (id, now) as materialized (
    select tenancy.current_tenant_id(), tenancy.now()
  )
  insert into events.events (tenant_id, type, object_type, object_id, data, created_at)
  select
    tenant.id, e.type, e.object_type, e.object_id,
    jsonb_build_object('object', e.object - 'tenant_id')
      || case when e.previous is null then '{}'
        else jsonb_build_object('previous', e.previous - 'tenant_id') end,
    tenant.now
  from unnest(new_events) with ordinality
    as e (type, object_type, object_id, object, previous, place)
  cross join tenant
  order by e.place
$$;
comment on function events.publish_many is 'Publishes events in the order given, in one statement.';
