create or replace function tenancy.reactivate_tenant(id uuid)
  returns tenancy.tenants
  language sql volatile security definer set search_path to ''
as $$
  select * from tenancy.move_tenant(reactivate_tenant.id, 'active', null, '{suspended}')
$$;
comment on function tenancy.reactivate_tenant is
  'Lets a suspended tenant work again; what fell due meanwhile is caught up on its next day. '
  'Codes: not_found, illegal_transition.';
grant execute on function tenancy.reactivate_tenant to tenor_operator;
