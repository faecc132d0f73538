-- For a statement's worth of objects of one kind: each image is made once, whatever is said of it.
create or replace function events.publish_each(
  types text[], object_type text, objects jsonb[]
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with tenant (id, now) as materialized (
    select tenancy.current_tenant_id(), tenancy.now()
  ),
  images as materialized (
    select (o.object ->> 'id')::uuid as id, o.place,
      jsonb_build_object('object', o.object - 'tenant_id') as data
    from unnest(objects) with ordinality as o (object, place)
  )
  insert into events.events (tenant_id, type, object_type, object_id, data, created_at)
  select tenant.id, said.type, publish_each.object_type, i.id, i.data, tenant.now
  from images as i
  cross join unnest(types) with ordinality as said (type, place)
  cross join tenant
  order by i.place, said.place
$$;
comment on function events.publish_each is
  'Publishes of each object, in the order given, that all of the types happened to it.';
