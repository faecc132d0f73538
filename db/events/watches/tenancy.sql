-- Tenancy stands below and cannot publish: we watch it.
create or replace function events.tg_tenants__publish()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform events.publish('tenant.provisioned', 'tenant', new.id, to_jsonb(new));
  return null;
end $$;
comment on function events.tg_tenants__publish is 'Publishes tenant.provisioned.';

create or replace trigger _800_publish after insert on tenancy.tenants
  for each row execute function events.tg_tenants__publish();

create or replace function events.tg_duty_failures__publish()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform events.publish_many(array(
    select ('duty.' || case c.status when 'open' then 'failed' else 'resolved' end,
      'duty_failure', c.id, to_jsonb(c), null)::events.new_event
    from changed_rows as c
    where tg_op = 'INSERT' or c.status = 'resolved'
    order by c.id));
  return null;
end $$;
comment on function events.tg_duty_failures__publish is 'Publishes duty.failed and duty.resolved.';

create or replace trigger _800_publish_insert after insert on tenancy.duty_failures
  referencing new table as changed_rows
  for each statement execute function events.tg_duty_failures__publish();
create or replace trigger _800_publish_update after update on tenancy.duty_failures
  referencing new table as changed_rows
  for each statement execute function events.tg_duty_failures__publish();
