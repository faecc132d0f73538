create or replace function billing.retry_billing_run(run_id uuid)
  returns billing.billing_runs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_run billing.billing_runs := billing.lock_run(run_id, expect => '{completed,failed,cancelled}');
begin
  return billing.start_billing_run(v_run.as_of, v_run.account_id, v_run.currency, v_run.prepare);
end $$;
comment on function billing.retry_billing_run is
  'Starts a new run for what an ended one left unbilled.';
grant execute on function billing.retry_billing_run to tenor_finance;
