-- After the day's billing: what is billed in arrears is billed by a contract in force. A contract
-- that was cancelled ends as such, the others expire; so does one that leaves nothing to renew.
create or replace function sales.expire_contracts()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
  v_over sales.contracts[];
begin
  with over as (
    select c.id
    from sales.contracts as c
    where c.tenant_id = v_tenant_id and c.status = 'active'
      and (c.end_date < v_today or c.cancelled_on <= v_today)
      and coalesce(c.cancelled_on, c.end_date + 1) <= v_today
      and (not c.auto_renew or exists (
          select from sales.contracts as next
          where next.tenant_id = c.tenant_id and next.predecessor_contract_id = c.id)
        or not sales.can_renew(c))
  ),
  expired as (
    update sales.contracts as c
    set status = case when c.cancelled_on is null then 'expired' else 'cancelled' end
    from over
    where c.tenant_id = v_tenant_id and c.id = over.id and c.status = 'active'
    returning c.*
  )
  select array_agg(e order by e.end_date, e.contract_number) into v_over from expired as e;
  if v_over is null then
    return '{}';
  end if;

  perform sales.record_movements(array(select o.id from unnest(v_over) as o), 'expiry');
  perform events.publish_many(array(
    select ('contract.expired', 'contract', o.id, to_jsonb(o), null)::events.new_event
    from unnest(v_over) as o));
  return jsonb_build_object('contracts_expired', cardinality(v_over));
end $$;
comment on function sales.expire_contracts is
  'Ends the contracts whose term is over or that are cancelled.';
select tenancy.register_duty('expiry', 150, 'sales.expire_contracts');
