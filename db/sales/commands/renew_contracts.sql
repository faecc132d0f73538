-- Before the day's billing, so that the new term is billed on its first day; and before the old one
-- expires.
create or replace function sales.renew_contracts(contract_ids uuid[])
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_due_ids uuid[];
begin
  perform from sales.contracts as c
  where c.tenant_id = tenancy.current_tenant_id() and c.id = any (contract_ids)
  order by c.id
  for no key update;

  v_due_ids := array(select sales.contracts_to_renew(contract_ids));
  if v_due_ids = '{}' then
    return '{}';
  end if;
  return jsonb_build_object('contracts_renewed', (select count(*) from sales.renew(v_due_ids)));
end $$;
comment on function sales.renew_contracts is
  'Renews those of contracts whose term is over, on the day after.';
select tenancy.register_duty('renewals', 50, 'sales.renew_contracts', 'sales.contracts_to_renew',
  'contract');
