-- The scheduler's fan-out: one job a tenant, as no job sees more than one.
create or replace function events.enqueue_for_tenants(task text, with_sandboxes boolean)
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
      enqueue_for_tenants.task, json_build_object('tenant_id', t.id), null, null, null,
      enqueue_for_tenants.task || ':' || t.id, null, null
    )::graphile_worker.job_spec)
  into v_specs
  from tenancy.tenants as t
  where t.status = 'active' and (with_sandboxes or not t.sandbox);
  perform graphile_worker.add_jobs(v_specs) where v_specs is not null;
  return coalesce(cardinality(v_specs), 0);
end $$;
comment on function events.enqueue_for_tenants is 'Queues a task once for every active tenant.';
grant execute on function events.enqueue_for_tenants to tenor_worker;
