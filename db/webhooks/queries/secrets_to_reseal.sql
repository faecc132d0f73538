-- A definer: nobody reads the table, and whoever rotates keys sees no more than sealed text.
create or replace function webhooks.secrets_to_reseal(key_id text)
  returns table (id uuid, sealed text)
  language sql stable security definer set search_path to ''
as $$
  select s.id, s.sealed
  from webhooks.endpoint_secrets as s
  where s.tenant_id = (select tenancy.current_tenant_id())
    and s.key_id <> secrets_to_reseal.key_id
$$;
comment on function webhooks.secrets_to_reseal is
  'The tenant''s secrets that are sealed under another key than this one.';
grant execute on function webhooks.secrets_to_reseal to tenor_worker;
