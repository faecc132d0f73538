create or replace function tenancy.suspend_tenant(id uuid, reason text)
  returns tenancy.tenants
  language sql volatile security definer set search_path to ''
as $$
  select * from tenancy.move_tenant(suspend_tenant.id, 'suspended', reason, '{active}')
$$;
comment on function tenancy.suspend_tenant is
  'Suspends a tenant: its people read and change nothing, its days bring no work. Codes: '
  'not_found, illegal_transition, invalid_input.';
grant execute on function tenancy.suspend_tenant to tenor_operator;
