create or replace function events.queue_statuses()
  returns setof events.queue_status
  language sql stable security invoker set search_path to ''
as $$
  select (
    j.task,
    count(*) filter (where j.status = 'queued'),
    count(*) filter (where j.status = 'running'),
    count(*) filter (where j.status = 'completed'),
    count(*) filter (where j.status = 'failed'),
    min(j.created_at) filter (where j.status = 'queued')
  )::events.queue_status
  from events.jobs as j
  group by j.task
  order by j.task
$$;
comment on function events.queue_statuses is 'The tenant''s jobs, counted by task and state.';
grant execute on function events.queue_statuses to tenor_viewer;
