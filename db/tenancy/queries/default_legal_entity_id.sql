create or replace function tenancy.default_legal_entity_id()
  returns uuid
  language sql stable parallel safe security definer set search_path to ''
as $$
  select e.id from tenancy.legal_entities as e
  where e.tenant_id = (select tenancy.current_tenant_id()) and e.is_default
$$;
comment on function tenancy.default_legal_entity_id is
  E'@behavior -*\nThe legal entity that sells where nobody names another.';
grant execute on function tenancy.default_legal_entity_id to tenor_tenant;
