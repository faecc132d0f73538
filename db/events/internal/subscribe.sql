create or replace function events.subscribe(
  event_type text, task text, id_key text, bulk_task text default null
)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into events.subscriptions as s (event_type, task, id_key, bulk_task)
  values (subscribe.event_type, subscribe.task, subscribe.id_key, subscribe.bulk_task)
  on conflict on constraint subscriptions_pkey do update
  set id_key = excluded.id_key, bulk_task = excluded.bulk_task
$$;
comment on function events.subscribe is
  'A task shall hear an event, or another one many events at once; repeatable.';
