-- Before the day's billing, so that the new term is billed on its first day; and before the old one
-- expires.
create or replace function sales.renew_contracts()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
  v_due_ids uuid[];
begin
  perform from sales.contracts as c
  where c.tenant_id = v_tenant_id and c.status = 'active' and c.auto_renew
    and c.end_date < v_today
  order by c.id
  for no key update;

  select array_agg(c.id) into v_due_ids
  from sales.contracts as c
  where c.tenant_id = v_tenant_id and c.status = 'active' and c.auto_renew
    and c.cancelled_on is null
    and c.end_date < v_today
    and not exists (
      select from sales.contracts as next
      where next.tenant_id = c.tenant_id and next.predecessor_contract_id = c.id)
    and sales.can_renew(c);
  if v_due_ids is null then
    return '{}';
  end if;
  return jsonb_build_object('contracts_renewed', (select count(*) from sales.renew(v_due_ids)));
end $$;
comment on function sales.renew_contracts is
  'Renews the contracts whose term is over, on the day after.';
select tenancy.register_duty('renewals', 50, 'sales.renew_contracts');
