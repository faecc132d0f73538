-- Whoever mends an endpoint wants to see at once whether it works.
create or replace function webhooks.tg_endpoints__forget_outage()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if new.status = 'active' and (new.url, new.status) <> (old.url, old.status) then
    delete from webhooks.outages as o
    where o.tenant_id = new.tenant_id and o.endpoint_id = new.id;
  end if;
  return null;
end $$;
comment on function webhooks.tg_endpoints__forget_outage is
  'Forgets the failures of an endpoint that was moved or switched on again.';
