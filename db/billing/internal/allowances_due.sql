create or replace function billing.allowances_due(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select a.legal_entity_id
  from billing.allowance_matrices as a
  join billing.month_ends() as m on m.legal_entity_id = a.legal_entity_id
  where a.tenant_id = (select tenancy.current_tenant_id())
    and (among is null or a.legal_entity_id = any (among))
    and a.reckoned_until < m.day
$$;
comment on function billing.allowances_due is
  'Legal entities of whose last end of a month the allowance is not reckoned yet, in all or among '
  'some.';
