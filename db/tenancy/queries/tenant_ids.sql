-- For what the platform does in every tenant, one after the other, inside the wall of each.
create or replace function tenancy.tenant_ids()
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select t.id from tenancy.tenants as t where tenancy.is_operator() order by t.id
$$;
comment on function tenancy.tenant_ids is 'All tenants, closed ones too; for the platform itself.';
grant execute on function tenancy.tenant_ids to tenor_worker;
