-- Between attempts a job counts as queued again. When a newer one of its key came while it ran, the
-- queue does not try it again (graphile_worker.add_jobs): it is over.
create or replace function events.fail_job(job_id uuid, error text, is_final boolean)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_is_over boolean := is_final or exists (
    select
    from events.jobs as j
    join events.jobs as newer
      on newer.tenant_id = j.tenant_id and newer.task = j.task and newer.job_key = j.job_key
      and newer.status in ('queued', 'running', 'completed') and newer.id > j.id
    where j.tenant_id = v_tenant_id and j.id = fail_job.job_id
  );
begin
  update events.jobs as j
  set status = case when v_is_over then 'failed' else 'queued' end,
    job_key = case when v_is_over then null else j.job_key end,
    error = left(fail_job.error, 1000),
    finished_at = case when v_is_over then clock_timestamp() end
  where j.tenant_id = v_tenant_id and j.id = fail_job.job_id;
end $$;
comment on function events.fail_job is 'An attempt failed; the last one leaves the job failed.';
grant execute on function events.fail_job to tenor_worker;
