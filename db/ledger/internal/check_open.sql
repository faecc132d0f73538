create or replace function ledger.check_open(
  legal_entity_id uuid, day date, scope text, field text default null
)
  returns void
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_closed_until date := (
    select max(c.closed_until) from ledger.closings as c
    where c.tenant_id = tenancy.current_tenant_id()
      and c.legal_entity_id = check_open.legal_entity_id
      and (c.scope = 'all' or check_open.scope = 'all' or c.scope = check_open.scope));
begin
  if day <= v_closed_until then
    perform kernel.fail('PCLOS', format('The books are closed until %s.', v_closed_until), field);
  end if;
end $$;
comment on function ledger.check_open is
  'Refuses a day that a person typed where the books of a scope are closed on it.';
