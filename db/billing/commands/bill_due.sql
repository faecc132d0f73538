-- The same run for all. A sandbox works it off while its clock is moved, since the days on the way
-- come one after the other; so does who asks for a single contract. A live tenant's is worked off
-- by workers, in batches. All that is due waits for tomorrow, or for a person, while a run of today
-- is under way or, cancelled by somebody, rests for the day.
create or replace function billing.bill_due(contract_ids uuid[])
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
  v_at_once boolean := (tenancy.clock()).sandbox or cardinality(contract_ids) = 1;
  v_due_ids uuid[];
  v_payer_ids uuid[];
  v_run billing.billing_runs;
  v_made int := 0;
begin
  select array_agg(due.contract_id), array_agg(due.payer_id) into v_due_ids, v_payer_ids
  from billing.due_among(contract_ids, v_today) as due;
  if v_due_ids is null then
    return case when v_at_once then '{"invoices_created": 0}'::jsonb else '{}'::jsonb end;
  elsif not v_at_once and exists (
    select from billing.billing_runs as r
    where r.tenant_id = v_tenant_id and r.as_of = v_today and not r.prepare
      and r.account_id is null and r.currency is null
      and r.status in ('queued', 'running', 'cancelled')
  ) then
    return '{}';
  end if;

  v_run := billing.open_run(v_due_ids, v_payer_ids, v_today);
  if not v_at_once then
    perform billing.queue_batches(array(
      select b from billing.run_batches as b
      where b.tenant_id = v_tenant_id and b.run_id = v_run.id));
    return jsonb_build_object('billing_runs_started', 1);
  end if;
  if (tenancy.clock()).sandbox then
    -- Its days pass in one transaction, so that nobody takes them beside it.
    perform billing.keep_statistics();
  end if;
  select sum(billing.bill_batch(b.id, at_once => true)) into v_made
  from billing.run_batches as b
  where b.tenant_id = v_tenant_id and b.run_id = v_run.id;
  return jsonb_build_object('invoices_created', v_made);
end $$;
comment on function billing.bill_due is 'Bills, or begins to bill, what is due today of contracts.';
select tenancy.register_duty('billing', 100, 'billing.bill_due', 'billing.contracts_to_bill',
  'contract', batch_size => null);
