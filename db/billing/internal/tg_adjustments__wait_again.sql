-- Its day has passed: the next run bills it.
create or replace function billing.tg_adjustments__wait_again()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  update billing.billing_schedules as s
  set next_bill_on = least(s.next_bill_on, greatest(new.bill_on, tenancy.today()))
  where s.tenant_id = new.tenant_id and s.contract_id = new.contract_id;
  return null;
end $$;
comment on function billing.tg_adjustments__wait_again is
  'Schedules an adjustment that was taken off its invoice.';
