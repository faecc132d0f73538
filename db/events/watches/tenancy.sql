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
