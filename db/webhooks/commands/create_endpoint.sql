-- Every event is copied to every endpoint, hence so many and no more.
create or replace function webhooks.create_endpoint(
  url text, event_types text[] default '{}', description text default null
)
  returns webhooks.endpoint_with_secret
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_endpoint webhooks.endpoints;
begin
  if (select count(*) from webhooks.endpoints as e
    where e.tenant_id = tenancy.current_tenant_id()) >= 20 then
    perform kernel.fail('CNFLT', 'A tenant has 20 webhooks at most.');
  end if;
  insert into webhooks.endpoints (url, event_types, description)
  values (create_endpoint.url, coalesce(create_endpoint.event_types, '{}'),
    create_endpoint.description)
  returning * into v_endpoint;
  return (v_endpoint.id, v_endpoint.url, v_endpoint.event_types, v_endpoint.description,
    v_endpoint.status, webhooks.add_secret(v_endpoint.id), v_endpoint.created_at
  )::webhooks.endpoint_with_secret;
end $$;
comment on function webhooks.create_endpoint is
  'Sends events to an address from now on. The secret of the signatures is shown this once.';
grant execute on function webhooks.create_endpoint to tenor_admin;
