-- The edge makes and seals a secret for each transaction of an admin, in `tenor.sealed_secret`: the
-- database never sees what is in it. It serves once, or two endpoints would share a secret.
create or replace function webhooks.add_secret(endpoint_id uuid)
  returns text
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_fresh jsonb := nullif(current_setting('tenor.sealed_secret', true), '')::jsonb;
begin
  if v_fresh is null then
    raise exception 'tenor.sealed_secret is not set, or was used in this transaction.';
  end if;
  perform set_config('tenor.sealed_secret', '', true);
  insert into webhooks.endpoint_secrets (endpoint_id, sealed, key_id)
  values (add_secret.endpoint_id, v_fresh ->> 'sealed', v_fresh ->> 'key_id');
  return v_fresh ->> 'sealed';
end $$;
comment on function webhooks.add_secret is
  'Keeps the secret that came with the transaction for an endpoint; answers it, sealed.';
