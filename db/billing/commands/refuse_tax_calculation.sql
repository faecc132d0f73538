create or replace function billing.refuse_tax_calculation(calculation_id uuid, reason text)
  returns boolean
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_calculation billing.tax_calculations := billing.lock_calculation(calculation_id);
begin
  update billing.tax_calculations as c
  set status = 'refused', refusal = left(reason, 500)
  where c.tenant_id = v_calculation.tenant_id and c.id = v_calculation.id;
  return found;
end $$;
comment on function billing.refuse_tax_calculation is
  'Notes why an outside provider will not tax a draft, which waits until it is asked anew.';
grant execute on function billing.refuse_tax_calculation to tenor_worker;
