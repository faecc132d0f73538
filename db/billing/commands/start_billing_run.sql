-- Only the ranges are kept: a batch bills what is due in its range when it runs, so that a batch
-- that runs twice, or late, does the right thing.
create or replace function billing.start_billing_run(as_of date default null)
  returns billing.billing_runs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_as_of date := coalesce(as_of, tenancy.today());
  v_run billing.billing_runs;
  v_batches billing.run_batches[];
begin
  if v_as_of > tenancy.today() + 366 then
    perform kernel.fail('INPUT', 'A run bills at most a year ahead.', 'as_of');
  end if;
  insert into billing.billing_runs (as_of, contracts_total)
  values (v_as_of, 0)
  returning * into v_run;

  with due as (
    select contract_id, (row_number() over (order by contract_id) - 1) / 500 as batch
    from billing.due_contracts(v_as_of) as contract_id
  ),
  ranges as (
    insert into billing.run_batches (tenant_id, run_id, first_contract_id, last_contract_id,
      contracts_count)
    select v_run.tenant_id, v_run.id, (array_agg(due.contract_id order by due.contract_id))[1],
      (array_agg(due.contract_id order by due.contract_id desc))[1], count(*)
    from due
    group by due.batch
    order by due.batch
    returning *
  )
  select array_agg(r order by r.first_contract_id) into v_batches from ranges as r;

  update billing.billing_runs as r
  set contracts_total = coalesce((select sum(b.contracts_count) from unnest(v_batches) as b), 0)
  where r.tenant_id = v_run.tenant_id and r.id = v_run.id;
  perform billing.queue_batches(v_batches);
  return billing.close_run(v_run.id);
end $$;
comment on function billing.start_billing_run is
  'Bills everything due until a day, by default today, in batches by the workers; answers at once.';
grant execute on function billing.start_billing_run to tenor_finance;
