-- A sandbox bills while its clock is moved, since the days on the way come one after the other. A
-- live tenant's day starts a run, which workers do in batches. What today's runs could not bill
-- waits for tomorrow, or for a person; so does all that is due while a run is under way or,
-- cancelled by somebody, rests for the day.
create or replace function billing.bill_due()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
begin
  if (tenancy.clock()).sandbox then
    perform billing.keep_statistics();
    return jsonb_build_object('invoices_created',
      billing.bill_and_publish(array(
        select due.contract_id from billing.due_contracts() as due)));
  end if;
  if exists (
    select from billing.due_contracts() as due
    where not exists (
      select from billing.run_failures as f
      join billing.billing_runs as r on r.tenant_id = f.tenant_id and r.id = f.run_id
      where f.tenant_id = v_tenant_id and f.contract_id = due.contract_id
        and r.as_of = v_today and not r.prepare)
  ) and not exists (
    select from billing.billing_runs as r
    where r.tenant_id = v_tenant_id and r.as_of = v_today and not r.prepare
      and r.account_id is null and r.currency is null
      and r.status in ('queued', 'running', 'cancelled')
  ) then
    perform billing.start_billing_run();
    return jsonb_build_object('billing_runs_started', 1);
  end if;
  return '{}';
end $$;
comment on function billing.bill_due is 'Bills, or begins to bill, everything due today.';
select tenancy.register_duty('billing', 100, 'billing.bill_due');
