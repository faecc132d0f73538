create or replace function events.start_job(job_id uuid)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  update events.jobs as j
  set status = 'running', attempts = j.attempts + 1, started_at = clock_timestamp(), error = null
  where j.tenant_id = (select tenancy.current_tenant_id()) and j.id = start_job.job_id
$$;
comment on function events.start_job is 'The worker begins a job.';
grant execute on function events.start_job to tenor_worker;
