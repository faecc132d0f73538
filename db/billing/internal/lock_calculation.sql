-- The draft is locked first: who changes it replaces its calculations under that lock.
create or replace function billing.lock_calculation(calculation_id uuid)
  returns billing.tax_calculations
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_calculation billing.tax_calculations;
begin
  perform tenancy.hold_clock();
  perform from billing.invoices as i
  where i.tenant_id = v_tenant_id and i.status = 'draft' and i.id = (
    select c.invoice_id from billing.tax_calculations as c
    where c.tenant_id = v_tenant_id and c.id = calculation_id)
  for update;
  if found then
    select * into v_calculation from billing.tax_calculations as c
    where c.tenant_id = v_tenant_id and c.id = calculation_id and c.status = 'wanted';
  end if;
  return v_calculation;
end $$;
comment on function billing.lock_calculation is
  'A calculation that is wanted, with its draft locked; null if it no longer is.';
