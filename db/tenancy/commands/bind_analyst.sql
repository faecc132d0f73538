-- The login itself is made by the database's administrator; binding it to a tenant is ours.
create or replace function tenancy.bind_analyst(login_name text, tenant_slug text)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid;
begin
  if not tenancy.is_operator() then
    perform kernel.fail('FORBD', 'Only the platform operator binds analysts.');
  end if;
  select t.id into v_tenant_id from tenancy.tenants as t where t.slug = tenant_slug;
  if not found then
    perform kernel.fail('NOTFD', 'No tenant has this slug.', 'tenant_slug');
  end if;
  -- One tenant a login: the wall would fail closed on two.
  delete from tenancy.analysts as a where a.login_name = bind_analyst.login_name;
  insert into tenancy.analysts (tenant_id, login_name)
  values (v_tenant_id, bind_analyst.login_name);
end $$;
comment on function tenancy.bind_analyst is 'Binds a database login to the one tenant it may read.';
grant execute on function tenancy.bind_analyst to tenor_operator;
