create or replace function events.publish(
  type text, object_type text, object_id uuid, object jsonb, previous jsonb default null
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  select events.publish_many(array[
    (type, object_type, object_id, object, previous)::events.new_event])
$$;
comment on function events.publish is
  'Says that something happened, in the transaction in which it happens.';
