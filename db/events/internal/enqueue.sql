-- A job that waits already does for this caller's work as well: held fast until the caller commits,
-- it begins thereafter, and finds what the caller wrote. One that began meanwhile does not.
create or replace function events.enqueue(
  task text,
  payload jsonb default '{}',
  run_at timestamptz default null,
  job_key text default null,
  max_attempts int default null
)
  returns events.jobs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_job events.jobs;
begin
  select * into v_job
  from events.enqueue_many(array[
    (task, payload, run_at, job_key, max_attempts, null)::events.new_job]);
  if found then
    return v_job;
  end if;
  select * into v_job from events.jobs as j
  where j.tenant_id = tenancy.current_tenant_id()
    and j.job_key = enqueue.job_key and j.status = 'queued' and j.attempts = 0
  for share;
  if found then
    return v_job;
  end if;
  return events.enqueue(task, payload, run_at, job_key, max_attempts);
end $$;
comment on function events.enqueue is
  'Queues one job of the current tenant; with a key, a job that waits already is answered.';
