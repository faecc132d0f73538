create or replace function webhooks.delete_endpoint(endpoint_id uuid)
  returns webhooks.endpoints
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_endpoint webhooks.endpoints := webhooks.lock_endpoint(endpoint_id);
begin
  delete from webhooks.endpoints as e
  where e.tenant_id = v_endpoint.tenant_id and e.id = v_endpoint.id;
  return v_endpoint;
end $$;
comment on function webhooks.delete_endpoint is
  'Removes an endpoint with its secrets and its deliveries, also those on their way.';
grant execute on function webhooks.delete_endpoint to tenor_admin;
