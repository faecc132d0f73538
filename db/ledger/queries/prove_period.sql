create or replace function ledger.prove_period(
  period text, legal_entity_id uuid default null, scope text default null
)
  returns setof ledger.period_proof
  language plpgsql stable security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_entity tenancy.legal_entities := ledger.find_legal_entity(legal_entity_id);
  v_month daterange := ledger.month_of(period);
begin
  return query
    select p.legal_entity_id, p.period, p.scope, p.closed_at, p.closed_by, p.hash, again.hash,
      p.hash = again.hash
    from ledger.periods as p
    cross join lateral (
      select encode(sha256(convert_to(
        ledger.closed_balance(p.legal_entity_id, v_month, p.scope)::text, 'UTF8')), 'hex')
    ) as again (hash)
    where p.tenant_id = tenancy.current_tenant_id() and p.legal_entity_id = v_entity.id
      and p.period = prove_period.period and p.status = 'closed'
      and (prove_period.scope is null or p.scope = prove_period.scope)
    order by p.scope;
end $$;
comment on function ledger.prove_period is
  'Reckons the trial balances of a closed month anew, and compares them with what they were. None '
  'if it is open. Codes: not_found, invalid_input.';
grant execute on function ledger.prove_period to tenor_viewer, tenor_analyst;
