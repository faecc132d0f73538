-- Batches under way end; those that wait do not begin. What is billed stays.
create or replace function billing.cancel_billing_run(run_id uuid)
  returns billing.billing_runs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_run billing.billing_runs := billing.lock_run(run_id, expect => '{queued,running}');
begin
  update billing.run_batches as b
  set status = 'cancelled', finished_at = kernel.real_time()
  where b.tenant_id = v_run.tenant_id and b.run_id = v_run.id and b.status = 'queued';
  update billing.billing_runs as r
  set status = 'cancelled', finished_at = kernel.real_time()
  where r.tenant_id = v_run.tenant_id and r.id = v_run.id
  returning * into v_run;
  return v_run;
end $$;
comment on function billing.cancel_billing_run is
  'Stops a run after the batches that are under way.';
grant execute on function billing.cancel_billing_run to tenor_finance;
