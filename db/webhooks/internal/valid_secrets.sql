create or replace function webhooks.valid_secrets(endpoint_id uuid)
  returns text[]
  language sql volatile security invoker set search_path to ''
as $$
  select array_agg(s.sealed order by s.created_at desc)
  from webhooks.endpoint_secrets as s
  where s.tenant_id = (select tenancy.current_tenant_id())
    and s.endpoint_id = valid_secrets.endpoint_id
    and (s.expires_at is null or s.expires_at > now())
$$;
comment on function webhooks.valid_secrets is 'The sealed secrets that sign now, the newest first.';
