create or replace function billing.billing_runs_seconds_left(run billing.billing_runs)
  returns int
  language sql stable security invoker set search_path to ''
as $$
  select case when run.status = 'running' and run.contracts_done > 0 then ceil(
    extract(epoch from kernel.real_time() - run.started_at)
      * (run.contracts_total - run.contracts_done) / run.contracts_done)::int end
$$;
comment on function billing.billing_runs_seconds_left is
  'Seconds that a running run will take still, at its speed so far.';
grant execute on function billing.billing_runs_seconds_left to tenor_viewer;
