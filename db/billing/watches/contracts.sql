-- A contract that ends keeps its schedule: what it still owes, or is owed, is billed after its end.
create or replace function billing.tg_contracts__schedule()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  insert into billing.billing_schedules as s (tenant_id, contract_id, next_bill_on)
  select new.tenant_id, new.id, next.next_bill_on
  from sales.next_bill_dates(array[new.id], array[new.start_date - 1]) as next
  on conflict on constraint billing_schedules_pkey do nothing;
  return null;
end $$;
comment on function billing.tg_contracts__schedule is
  'Schedules a contract when it comes in force.';

create or replace trigger _500_schedule after update of status on sales.contracts
  for each row when (old.status is distinct from new.status and new.status = 'active')
  execute function billing.tg_contracts__schedule();
