-- Told when it is entered, instead of by deliveries that fail or never come; after the checks of
-- the row, which say what an address and a type look like. Loopback is for development, where the
-- API says so.
create or replace function webhooks.tg_endpoints__take_sensible()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_reach text := webhooks.reach_of(new.url);
  v_takes_loopback boolean :=
    coalesce(current_setting('tenor.loopback_webhooks', true), '') = 'on';
  v_unknown text;
begin
  if v_reach = 'private' or v_reach = 'loopback' and not v_takes_loopback then
    perform kernel.fail('INPUT', 'The address is not on the public internet.', 'url');
  end if;
  select asked.type into v_unknown
  from unnest(new.event_types) as asked (type)
  where not exists (
    select from events.event_types as t
    where t.type = asked.type or asked.type = split_part(t.type, '.', 1) || '.*')
  limit 1;
  if found then
    perform kernel.fail('INPUT', format('There is no event %s.', v_unknown), 'event_types');
  end if;
  return null;
end $$;
comment on function webhooks.tg_endpoints__take_sensible is
  'Refuses addresses that are never delivered to, and events that never come.';
