-- A contract in force is scheduled; one that ends is not.
create or replace function billing.tg_contracts__schedule()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if new.status = 'active' then
    insert into billing.billing_schedules as s (tenant_id, contract_id, next_bill_on)
    values (new.tenant_id, new.id, sales.next_bill_on(new.id, new.start_date - 1))
    on conflict on constraint billing_schedules_pkey do nothing;
  else
    update billing.billing_schedules as s set next_bill_on = null
    where s.tenant_id = new.tenant_id and s.contract_id = new.id;
  end if;
  return null;
end $$;
comment on function billing.tg_contracts__schedule is
  'Schedules a contract when it comes in force.';

create or replace trigger _500_schedule after update of status on sales.contracts
  for each row when (old.status is distinct from new.status)
  execute function billing.tg_contracts__schedule();
