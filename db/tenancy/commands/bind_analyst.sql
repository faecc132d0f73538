-- The login itself is made by the database's administrator; binding it to a tenant is ours. A login
-- that is bound never moves by itself: who has its password would read another tenant tomorrow.
create or replace function tenancy.bind_analyst(login_name text, tenant_slug text)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant tenancy.tenants;
  v_bound_to uuid;
begin
  if not tenancy.is_operator() then
    perform kernel.fail('FORBD', 'Only the platform operator binds analysts.');
  end if;
  -- One tenant a login: the wall would fail closed on two.
  perform pg_advisory_xact_lock(hashtextextended('tenancy.analyst:' || login_name, 0));
  -- Held, so that it is not closed meanwhile.
  select * into v_tenant from tenancy.tenants as t where t.slug = tenant_slug for share;
  if not found then
    perform kernel.fail('NOTFD', 'No tenant has this slug.', 'tenant_slug');
  elsif v_tenant.status = 'closed' then
    perform kernel.fail('TRANS', 'The tenant is closed.', 'tenant_slug');
  end if;
  select a.tenant_id into v_bound_to from tenancy.analysts as a
  where a.login_name = bind_analyst.login_name;
  if v_bound_to = v_tenant.id then
    return;
  elsif v_bound_to is not null then
    perform kernel.fail('CNFLT', 'The login is bound to another tenant: unbind it first.',
      'login_name');
  end if;
  -- Written inside the tenant's wall, and so into its audit log.
  perform set_config('tenor.tenant_id', v_tenant.id::text, true);
  insert into tenancy.analysts (tenant_id, login_name)
  values (v_tenant.id, bind_analyst.login_name);
  perform set_config('tenor.tenant_id', '', true);
end $$;
comment on function tenancy.bind_analyst is
  'Binds a database login to the one tenant it may read. Codes: not_found, conflict, '
  'illegal_transition.';
grant execute on function tenancy.bind_analyst to tenor_operator;
