create or replace function tenancy.unbind_analyst(login_name text)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid;
begin
  if not tenancy.is_operator() then
    perform kernel.fail('FORBD', 'Only the platform operator unbinds analysts.');
  end if;
  select a.tenant_id into v_tenant_id from tenancy.analysts as a
  where a.login_name = unbind_analyst.login_name for update;
  if not found then
    perform kernel.fail('NOTFD', 'The login is bound to no tenant.', 'login_name');
  end if;
  -- Written inside the tenant's wall, and so into its audit log.
  perform set_config('tenor.tenant_id', v_tenant_id::text, true);
  delete from tenancy.analysts as a
  where a.tenant_id = v_tenant_id and a.login_name = unbind_analyst.login_name;
  perform set_config('tenor.tenant_id', '', true);
end $$;
comment on function tenancy.unbind_analyst is
  'Ends what a database login may read. Codes: not_found.';
grant execute on function tenancy.unbind_analyst to tenor_operator;
