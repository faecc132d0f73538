-- One statement for any number. A job that waits with the same key already serves; one that waits
-- for another attempt is over, since the queue puts the newer one in its place. What comes by the
-- dozen waits behind what somebody asked for alone; the lower a priority, the sooner.
create or replace function events.enqueue_many(new_jobs events.new_job[])
  returns setof events.jobs
  language sql volatile security definer set search_path to ''
as $$
  with asked as materialized (
    select uuidv7() as id, tenancy.current_tenant_id() as tenant_id, j.task,
      coalesce(j.payload, '{}') as payload, j.run_at, j.job_key,
      coalesce(j.max_attempts, 25) as max_attempts,
      coalesce(j.priority, case when cardinality(new_jobs) > 20 then 10 else 0 end) as priority
    from unnest(new_jobs) as j
  ),
  queued as (
    insert into events.jobs (tenant_id, id, task, payload, job_key, max_attempts)
    select a.tenant_id, a.id, a.task, a.payload, a.job_key, a.max_attempts
    from asked as a
    on conflict (tenant_id, job_key)
      where status = 'queued' and attempts = 0 and job_key is not null do nothing
    returning *
  ),
  replaced as (
    update events.jobs as j
    set status = 'failed', job_key = null, finished_at = clock_timestamp()
    from queued as q
    where j.tenant_id = q.tenant_id and j.job_key = q.job_key and j.task = q.task
      and j.status = 'queued' and j.attempts > 0
  ),
  handed_over as (
    select count(*)
    from (
      select array_agg((
        q.task,
        q.payload || jsonb_build_object('tenant_id', q.tenant_id, 'job_id', q.id),
        null,
        a.run_at,
        q.max_attempts::smallint,
        q.tenant_id || ':' || q.job_key,
        a.priority::smallint,
        null
      )::graphile_worker.job_spec) as specs
      from queued as q
      join asked as a on a.id = q.id
      having count(*) > 0
    ) as batch
    cross join lateral graphile_worker.add_jobs(batch.specs)
  )
  select q.* from queued as q where (select * from handed_over) is not null
$$;
comment on function events.enqueue_many is
  'Queues jobs of the current tenant, in this transaction.';
