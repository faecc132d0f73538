-- A sandbox bills while its clock is moved, since the days on the way come one after the other. A
-- live tenant's day starts a run, which workers do in batches.
create or replace function billing.bill_due()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_is_sandbox boolean := (tenancy.clock()).sandbox;
begin
  if v_is_sandbox then
    perform billing.keep_statistics();
    return jsonb_build_object('invoices_created',
      billing.bill_and_publish(array(
        select due.contract_id from billing.due_contracts() as due)));
  end if;
  if exists (select from billing.due_contracts()) then
    perform billing.start_billing_run();
    return jsonb_build_object('billing_runs_started', 1);
  end if;
  return '{}';
end $$;
comment on function billing.bill_due is 'Bills, or begins to bill, everything due today.';
select tenancy.register_duty('billing', 100, 'billing.bill_due');
