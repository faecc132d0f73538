-- After the day's billing: what is billed in arrears is billed by a contract in force. A contract
-- that was cancelled ends as such, the others expire.
create or replace function sales.expire_contracts(contract_ids uuid[])
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_over sales.contracts[];
begin
  with expired as (
    update sales.contracts as c
    set status = case when c.cancelled_on is null then 'expired' else 'cancelled' end
    from sales.contracts_to_expire(contract_ids) as over (id)
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
  'Ends those of contracts whose term is over or that are cancelled.';
select tenancy.register_duty('expiry', 150, 'sales.expire_contracts', 'sales.contracts_to_expire',
  'contract');
