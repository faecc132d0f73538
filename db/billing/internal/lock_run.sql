create or replace function billing.lock_run(run_id uuid, expect text[])
  returns billing.billing_runs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_run billing.billing_runs;
begin
  perform tenancy.hold_clock();
  -- Batches first, as the batch that is under way locks its own before the run.
  perform from billing.run_batches as b
  where b.tenant_id = tenancy.current_tenant_id() and b.run_id = lock_run.run_id
  order by b.id
  for update;
  select * into v_run from billing.billing_runs as r
  where r.tenant_id = tenancy.current_tenant_id() and r.id = lock_run.run_id
  for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No billing run has this id.', 'run_id');
  elsif v_run.status <> all(expect) then
    perform kernel.fail('TRANS', format('The run is %s.', v_run.status), 'run_id');
  end if;
  return v_run;
end $$;
comment on function billing.lock_run is 'The run and its batches, locked, in an expected state.';
