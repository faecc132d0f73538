-- Answers have no ids: they are forgotten together.
create or replace function events.old_answers(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select tenancy.caller_id()
  where exists (
    select from events.idempotency_keys as k
    where k.tenant_id = (select tenancy.caller_id()) and k.created_at < now() - interval '24 hours')
    and (among is null or tenancy.caller_id() = any (among))
$$;
comment on function events.old_answers is 'The tenant, if it has answers older than 24 hours.';
