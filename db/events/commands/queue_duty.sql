-- One duty after the other, each a job of its own, and none where nothing is due. By the day of
-- accounts elsewhere only duties that follow it; where a legal entity sells, all.
create or replace function events.queue_duty(time_zone text, "after" text default null)
  returns text
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_last tenancy.duties;
  v_name text;
begin
  select * into v_last from tenancy.duties as d where d.name = queue_duty."after";
  select d.name into v_name
  from tenancy.duties as d
  where (queue_duty."after" is null or (d."position", d.name) > (v_last."position", v_last.name))
    and (d.follows_accounts or queue_duty.time_zone in (
      select e.time_zone from tenancy.legal_entities as e
      where e.tenant_id = tenancy.current_tenant_id())
      or queue_duty.time_zone = (tenancy.clock()).time_zone)
    and exists (select from tenancy.due_of(d))
  order by d."position", d.name
  limit 1;
  if found then
    perform events.enqueue('tenancy/perform_duty',
      jsonb_build_object('duty', v_name, 'time_zone', queue_duty.time_zone),
      job_key => format('tenancy/perform_duty:%s:%s', v_name, queue_duty.time_zone));
  end if;
  return v_name;
end $$;
comment on function events.queue_duty is
  'Queues the next duty of a day that has something to do; null if there is none.';
grant execute on function events.queue_duty to tenor_worker;
