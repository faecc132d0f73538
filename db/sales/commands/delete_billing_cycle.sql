-- What contracts name stays, to be read with them. The row is locked before anybody is asked: who
-- signs at the same moment holds it too.
create or replace function sales.delete_billing_cycle(billing_cycle_id uuid)
  returns sales.billing_cycles
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_cycle sales.billing_cycles;
begin
  perform from sales.billing_cycles as b
  where b.tenant_id = v_tenant_id and b.id = delete_billing_cycle.billing_cycle_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No billing cycle has this id.', 'billing_cycle_id');
  end if;

  if exists (
    select from sales.contracts as c
    where c.tenant_id = v_tenant_id
      and c.billing_cycle_id = delete_billing_cycle.billing_cycle_id
  ) then
    update sales.billing_cycles as b
    set active = false
    where b.tenant_id = v_tenant_id and b.id = delete_billing_cycle.billing_cycle_id
    returning * into v_cycle;
  else
    delete from sales.billing_cycles as b
    where b.tenant_id = v_tenant_id and b.id = delete_billing_cycle.billing_cycle_id
    returning * into v_cycle;
  end if;
  return v_cycle;
end $$;
comment on function sales.delete_billing_cycle is
  'Deletes a billing cycle; one that contracts name is archived, so that no new one takes it.';
grant execute on function sales.delete_billing_cycle to tenor_sales, tenor_finance;
