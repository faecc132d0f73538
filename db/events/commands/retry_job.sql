create or replace function events.retry_job(job_id uuid)
  returns events.jobs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_job events.jobs;
begin
  select * into v_job from events.jobs as j
  where j.tenant_id = tenancy.current_tenant_id() and j.id = retry_job.job_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No job has this id.', 'job_id');
  elsif v_job.status <> 'failed' then
    perform kernel.fail('TRANS', 'Only a failed job can be tried again.', 'job_id');
  end if;
  update events.jobs as j
  set status = 'queued', attempts = 0, error = null, finished_at = null
  where j.tenant_id = v_job.tenant_id and j.id = v_job.id
  returning * into v_job;
  perform graphile_worker.add_job(
    v_job.task,
    (v_job.payload || jsonb_build_object('tenant_id', v_job.tenant_id, 'job_id', v_job.id))::json,
    max_attempts => v_job.max_attempts);
  return v_job;
end $$;
comment on function events.retry_job is 'Tries a failed job again, with all its attempts.';
grant execute on function events.retry_job to tenor_admin, tenor_finance;
