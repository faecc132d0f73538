-- The last batch closes the run; a run without batches closes at once. It has failed if one of them
-- was given up; contracts that were refused are part of a run that is completed. Not a lock on its
-- key: a batch that has noted a failure refers to the run, and is about to tell it of its progress.
create or replace function billing.close_run(run_id uuid)
  returns billing.billing_runs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_run billing.billing_runs;
begin
  select * into v_run from billing.billing_runs as r
  where r.tenant_id = tenancy.current_tenant_id() and r.id = close_run.run_id
  for no key update;
  if v_run.status not in ('queued', 'running') or exists (
    select from billing.run_batches as b
    where b.tenant_id = v_run.tenant_id and b.run_id = v_run.id and b.status = 'queued'
  ) then
    return v_run;
  end if;
  update billing.billing_runs as r
  set status = case when exists (
      select from billing.run_batches as b
      where b.tenant_id = r.tenant_id and b.run_id = r.id and b.status = 'failed'
    ) then 'failed' else 'completed' end,
    started_at = coalesce(r.started_at, kernel.real_time()),
    finished_at = kernel.real_time()
  where r.tenant_id = v_run.tenant_id and r.id = v_run.id
  returning * into v_run;
  perform events.publish('billing_run.' || v_run.status, 'billing_run', v_run.id, to_jsonb(v_run));
  return v_run;
end $$;
comment on function billing.close_run is 'Ends a run when none of its batches waits.';
