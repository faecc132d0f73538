-- The scheduler's round: a job for each day that has come somewhere, and none for the others.
create or replace function events.queue_days()
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_specs graphile_worker.job_spec[];
begin
  if not tenancy.is_operator() then
    perform kernel.fail('FORBD', 'Only the scheduler does this.');
  end if;
  select array_agg((
      'tenancy/work_day', json_build_object('tenant_id', d.tenant_id, 'time_zone', d.time_zone),
      null, null, null, format('tenancy/work_day:%s:%s', d.tenant_id, d.time_zone), null, null
    )::graphile_worker.job_spec)
  into v_specs
  from tenancy.begin_days() as d;
  perform graphile_worker.add_jobs(v_specs) where v_specs is not null;
  return coalesce(cardinality(v_specs), 0);
end $$;
comment on function events.queue_days is
  'Queues the work of the days that have come to live tenants, or to accounts of theirs.';
grant execute on function events.queue_days to tenor_worker;
