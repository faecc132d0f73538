-- For a statement's worth of objects of one kind: each image is made once, whatever is said of it.
-- Of each object one thing more can be said that is not said of all, or nothing where that is null.
create or replace function events.publish_each(
  types text[], object_type text, objects jsonb[], more text[] default '{}'
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with tenant (id, now) as materialized (
    select tenancy.current_tenant_id(), tenancy.now()
  ),
  images as materialized (
    select (o.object ->> 'id')::uuid as id, o.place, o.more,
      jsonb_build_object('object', o.object - 'tenant_id') as data
    from unnest(objects, more) with ordinality as o (object, more, place)
  )
  insert into events.events (tenant_id, type, object_type, object_id, data, created_at)
  select tenant.id, said.type, publish_each.object_type, i.id, i.data, tenant.now
  from images as i
  cross join unnest(types || i.more) with ordinality as said (type, place)
  cross join tenant
  where said.type is not null
  order by i.place, said.place
$$;
comment on function events.publish_each is
  'Publishes of each object, in the order given, that all of the types happened to it, and what '
  'more is said of it alone.';
