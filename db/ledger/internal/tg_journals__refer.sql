-- What the key of journals says, looked up once for all rows of a statement. A legal entity is
-- never deleted, so that nothing has to be locked, nor looked at again later.
create or replace function ledger.tg_journals__refer()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select n.tenant_id, n.legal_entity_id from new_rows as n
    except
    select e.tenant_id, e.id from tenancy.legal_entities as e
    where e.tenant_id = tenancy.current_tenant_id()
  ) then
    raise foreign_key_violation using
      message = 'A journal names a legal entity that is not there.',
      constraint = 'journals_legal_entity_fkey';
  end if;
  return null;
end $$;
comment on function ledger.tg_journals__refer is
  'Refuses journals of legal entities that are not there.';
