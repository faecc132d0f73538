-- In batches, each a transaction of its own where workers do them. What failed today waits for
-- tomorrow, or for a person.
create or replace function tenancy.begin_duty(duty text)
  returns setof uuid[]
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_duty tenancy.duties := tenancy.find_duty(duty);
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_time_zone text := (tenancy.clock()).time_zone;
  v_today date := tenancy.today();
begin
  perform tenancy.resolve_duty_failures(v_duty.name);
  return query
    select array_agg(placed.id order by placed.id)
    from (
      select due.id,
        (row_number() over (order by due.id) - 1) / coalesce(v_duty.batch_size, 1000000000) as batch
      from tenancy.due_of(v_duty) as due (id)
      where not exists (
        select from tenancy.duty_failures as f
        where f.tenant_id = v_tenant_id and f.duty = v_duty.name and f.object_id = due.id
          and f.status = 'open' and (f.failed_at at time zone v_time_zone)::date >= v_today)
    ) as placed
    group by placed.batch
    order by placed.batch;
end $$;
comment on function tenancy.begin_duty is
  E'@behavior -*\nWhat a duty has to do today, as ids in batches.';
grant execute on function tenancy.begin_duty to tenor_worker;
