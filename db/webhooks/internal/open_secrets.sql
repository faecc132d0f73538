create or replace function webhooks.open_secrets(endpoint_id uuid)
  returns text[]
  language sql volatile security invoker set search_path to ''
as $$
  select array_agg(
    public.pgp_sym_decrypt(s.sealed, webhooks.secret_key(s.endpoint_id)) order by s.created_at desc)
  from webhooks.endpoint_secrets as s
  where s.tenant_id = (select tenancy.current_tenant_id())
    and s.endpoint_id = open_secrets.endpoint_id
    and (s.expires_at is null or s.expires_at > now())
$$;
comment on function webhooks.open_secrets is 'The secrets that sign now, the newest first.';
