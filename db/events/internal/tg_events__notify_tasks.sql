-- The queue lives in the same database: what hears an event is queued with it or not at all.
create or replace function events.tg_events__notify_tasks()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_jobs events.new_job[];
begin
  select array_agg((
      s.task,
      jsonb_build_object(s.id_key, n.object_id, 'event_id', n.id),
      null, null, null, null
    )::events.new_job)
  into v_jobs
  from new_rows as n
  join events.subscriptions as s on s.event_type = n.type;
  if v_jobs is not null then
    perform events.enqueue_many(v_jobs);
  end if;
  return null;
end $$;
comment on function events.tg_events__notify_tasks is 'Queues the tasks that hear an event.';
