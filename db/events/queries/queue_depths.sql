-- Numbers of the whole platform, without any tenant's data in them.
create or replace function events.queue_depths()
  returns table (
    task text, waiting bigint, running bigint, dead bigint, oldest_waiting_at timestamptz
  )
  language sql stable security definer set search_path to ''
as $$
  select
    t.identifier,
    count(*) filter (where j.locked_at is null and j.attempts < j.max_attempts),
    count(*) filter (where j.locked_at is not null),
    count(*) filter (where j.locked_at is null and j.attempts >= j.max_attempts),
    min(j.created_at) filter (where j.locked_at is null and j.attempts < j.max_attempts)
  from graphile_worker._private_jobs as j
  join graphile_worker._private_tasks as t on t.id = j.task_id
  group by t.identifier
$$;
comment on function events.queue_depths is
  E'@behavior -*\nDepth of the platform''s queue by task, for metrics and the operator.';
grant execute on function events.queue_depths to tenor_edge, tenor_operator;
