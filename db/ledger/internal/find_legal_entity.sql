create or replace function ledger.find_legal_entity(legal_entity_id uuid)
  returns tenancy.legal_entities
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_entity tenancy.legal_entities;
begin
  select * into v_entity from tenancy.legal_entities as e
  where e.tenant_id = tenancy.current_tenant_id()
    and e.id = coalesce(find_legal_entity.legal_entity_id, tenancy.default_legal_entity_id());
  if not found then
    perform kernel.fail('NOTFD', 'No legal entity has this id.', 'legal_entity_id');
  end if;
  return v_entity;
end $$;
comment on function ledger.find_legal_entity is
  'The legal entity with this id, by default the tenant''s first one, or NOTFD.';
