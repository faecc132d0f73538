-- Deliveries of the next 24 hours carry the signatures of both, so that the receiver changes over
-- when it likes.
create or replace function webhooks.rotate_secret(endpoint_id uuid)
  returns webhooks.endpoint_with_secret
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_endpoint webhooks.endpoints := webhooks.lock_endpoint(endpoint_id);
begin
  delete from webhooks.endpoint_secrets as s
  where s.tenant_id = v_endpoint.tenant_id and s.endpoint_id = v_endpoint.id
    and s.expires_at <= now();
  if (select count(*) from webhooks.endpoint_secrets as s
    where s.tenant_id = v_endpoint.tenant_id and s.endpoint_id = v_endpoint.id) >= 5 then
    perform kernel.fail('TRANS', 'Five secrets are valid; wait until one expires.', 'endpoint_id');
  end if;
  update webhooks.endpoint_secrets as s
  set expires_at = now() + interval '24 hours'
  where s.tenant_id = v_endpoint.tenant_id and s.endpoint_id = v_endpoint.id
    and s.expires_at is null;
  perform audit.note_security('secret.rotated', jsonb_build_object('webhook_id', v_endpoint.id));
  return (v_endpoint.id, v_endpoint.url, v_endpoint.event_types, v_endpoint.description,
    v_endpoint.status, webhooks.add_secret(v_endpoint.id), v_endpoint.created_at
  )::webhooks.endpoint_with_secret;
end $$;
comment on function webhooks.rotate_secret is
  'Makes a new secret, shown this once. The one before signs as well for another 24 hours.';
grant execute on function webhooks.rotate_secret to tenor_admin;
