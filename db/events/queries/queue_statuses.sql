-- The operator, who is in no tenant, is shown the queue itself, which forgets what is done.
create or replace function events.queue_statuses()
  returns setof events.queue_status
  language plpgsql stable security invoker set search_path to ''
as $$
begin
  if tenancy.is_operator() then
    return query
    select d.task, d.waiting, d.running, null::bigint, d.dead, d.oldest_waiting_at
    from events.queue_depths() as d
    order by d.task;
  else
    return query
    select
      j.task,
      count(*) filter (where j.status = 'queued'),
      count(*) filter (where j.status = 'running'),
      count(*) filter (where j.status = 'completed'),
      count(*) filter (where j.status = 'failed'),
      min(j.created_at) filter (where j.status = 'queued')
    from events.jobs as j
    group by j.task
    order by j.task;
  end if;
end $$;
comment on function events.queue_statuses is
  'The tenant''s jobs, counted by task and state; for the operator those of the whole platform.';
grant execute on function events.queue_statuses to tenor_viewer, tenor_operator;
