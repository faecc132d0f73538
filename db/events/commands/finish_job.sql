create or replace function events.finish_job(job_id uuid, result jsonb)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  update events.jobs as j
  set status = 'completed', result = finish_job.result, error = null,
    finished_at = clock_timestamp()
  where j.tenant_id = (select tenancy.current_tenant_id()) and j.id = finish_job.job_id
$$;
comment on function events.finish_job is 'The worker is done with a job.';
grant execute on function events.finish_job to tenor_worker;
