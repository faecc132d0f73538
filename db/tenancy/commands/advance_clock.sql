-- Stops at every midnight of the tenant on the way, so that work happens in the order in which it
-- falls due. A loop over days, not over rows: each day's work is set-based. The tenant's row is
-- held `for no key update`: rows that refer to it are written meanwhile, so an act that is under
-- way goes on and gives back what the day's work waits for.
create or replace function tenancy.advance_clock("to" timestamptz)
  returns tenancy.clock_advance
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant tenancy.tenants;
  v_stop timestamptz;
  v_work jsonb;
begin
  select * into v_tenant from tenancy.tenants as t
  where t.id = tenancy.current_tenant_id() for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No tenant acts here.');
  elsif not v_tenant.sandbox then
    perform kernel.fail('NOSBX', 'The clock of a live tenant is the wall clock.', 'to');
  elsif advance_clock."to" is null then
    perform kernel.fail('INPUT', 'Say to which instant the clock shall move.', 'to');
  elsif advance_clock."to" < v_tenant.clock_at then
    perform kernel.fail('INPUT', 'The clock never moves back.', 'to');
  elsif advance_clock."to" > v_tenant.clock_at + interval '5 years' then
    perform kernel.fail('INPUT', 'Move the clock by 5 years at most.', 'to');
  end if;

  -- Counters are told of what there was none of, too.
  select coalesce(jsonb_object_agg(none.key, none.value), '{}') into v_work
  from tenancy.duties as d
  cross join lateral jsonb_each(tenancy.perform_duty(d.name, '{}')) as none;
  v_stop := v_tenant.clock_at;
  while v_stop < advance_clock."to" loop
    v_stop := least(
      advance_clock."to",
      (((v_stop at time zone v_tenant.time_zone)::date + 1)::timestamp
        at time zone v_tenant.time_zone));
    update tenancy.tenants as t set clock_at = v_stop where t.id = v_tenant.id;
    v_work := tenancy.add_counters(v_work, tenancy.perform_duties());
  end loop;
  return (v_stop, v_work)::tenancy.clock_advance;
end $$;
comment on function tenancy.advance_clock is
  'Moves a sandbox tenant''s clock forward and does everything that falls due on the way.';
grant execute on function tenancy.advance_clock to tenor_admin, tenor_worker;
