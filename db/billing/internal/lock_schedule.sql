create or replace function billing.lock_schedule(contract_id uuid)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  select from billing.billing_schedules as s
  where s.tenant_id = (select tenancy.current_tenant_id())
    and s.contract_id = lock_schedule.contract_id
  for update
$$;
comment on function billing.lock_schedule is
  'Holds a contract''s billing until the transaction ends.';
