create or replace function webhooks.lock_endpoint(endpoint_id uuid)
  returns webhooks.endpoints
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_endpoint webhooks.endpoints;
begin
  select * into v_endpoint from webhooks.endpoints as e
  where e.tenant_id = tenancy.current_tenant_id() and e.id = lock_endpoint.endpoint_id
  for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No webhook has this id.', 'endpoint_id');
  end if;
  return v_endpoint;
end $$;
comment on function webhooks.lock_endpoint is 'The endpoint with this id, locked, or NOTFD.';
