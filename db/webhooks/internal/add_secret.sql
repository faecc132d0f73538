-- The key is as strong as the cipher, so it need not be stretched as a password would (s2k-mode=1):
-- that would cost each delivery more than its signature.
create or replace function webhooks.add_secret(endpoint_id uuid)
  returns text
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_secret text := 'whsec_' || encode(public.gen_random_bytes(32), 'base64');
begin
  insert into webhooks.endpoint_secrets (endpoint_id, sealed)
  values (add_secret.endpoint_id, public.pgp_sym_encrypt(
    v_secret, webhooks.secret_key(add_secret.endpoint_id),
    'cipher-algo=aes256, compress-algo=0, s2k-mode=1'));
  return v_secret;
end $$;
comment on function webhooks.add_secret is
  'Makes a secret for an endpoint and answers it, this once.';
