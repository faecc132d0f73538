-- For good. Its rows stay, as the law asks for, and nobody but the operator reaches them.
create or replace function tenancy.close_tenant(id uuid, reason text)
  returns tenancy.tenants
  language sql volatile security definer set search_path to ''
as $$
  select * from tenancy.move_tenant(close_tenant.id, 'closed', reason, '{active,suspended}')
$$;
comment on function tenancy.close_tenant is
  'Closes a tenant for good: nobody enters it any more, its rows are kept. Codes: not_found, '
  'illegal_transition, invalid_input.';
grant execute on function tenancy.close_tenant to tenor_operator;
