-- The queue lives in the same database: what hears an event is queued with it or not at all. What a
-- run says of hundreds is heard twenty at a time, where a task takes as many: a job costs as much
-- as what it does.
create or replace function events.tg_events__notify_tasks()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_jobs events.new_job[];
begin
  with heard as (
    select s.task, s.id_key, n.object_id, n.id as event_id,
      case when count(*) over each_task > 1 then s.bulk_task end as bulk_task,
      (row_number() over (each_task order by n.id) - 1) / 20 as bundle
    from new_rows as n
    join events.subscriptions as s on s.event_type = n.type
    window each_task as (partition by s.task)
  )
  select array_agg((job.task, job.payload, null, null, null, job.priority)::events.new_job)
  into v_jobs
  from (
    select h.task,
      jsonb_build_object(h.id_key, h.object_id, 'event_id', h.event_id) as payload,
      null::int as priority
    from heard as h
    where h.bulk_task is null
    union all
    select h.bulk_task,
      jsonb_build_object(h.id_key || 's', jsonb_agg(h.object_id order by h.event_id)), 10
    from heard as h
    where h.bulk_task is not null
    group by h.bulk_task, h.id_key, h.bundle
  ) as job;
  if v_jobs is not null then
    perform events.enqueue_many(v_jobs);
  end if;
  return null;
end $$;
comment on function events.tg_events__notify_tasks is 'Queues the tasks that hear an event.';
