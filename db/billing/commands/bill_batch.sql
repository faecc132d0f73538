-- One transaction: the invoices of a batch, their events, the progress. When one contract makes
-- the statement fail, the batch is cut in halves, down to the contract, which is written down. What
-- may pass is raised: the queue tries the batch again.
create or replace function billing.bill_batch(batch_id uuid, at_once boolean default false)
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_batch billing.run_batches;
  v_run billing.billing_runs;
  v_due uuid[];
  v_payer_ids uuid[];
  v_halves billing.run_batches[];
  v_invoices int := 0;
  v_sqlstate text;
  v_message text;
  v_schema text;
  v_constraint text;
begin
  perform tenancy.hold_clock();
  select * into v_batch from billing.run_batches as b
  where b.tenant_id = v_tenant_id and b.id = bill_batch.batch_id
  for update;
  if not found or v_batch.status <> 'queued' then
    return 0;
  end if;
  select * into v_run from billing.billing_runs as r
  where r.tenant_id = v_tenant_id and r.id = v_batch.run_id;

  v_due := array(
    select s.contract_id from billing.billing_schedules as s
    where s.tenant_id = v_tenant_id and s.contract_id = any (v_batch.contract_ids)
      and s.next_bill_on <= v_run.as_of);
  begin
    v_invoices := billing.bill_and_publish(v_due, v_run.as_of, v_run.id, v_run.prepare);
  exception when others then
    get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text,
      v_schema = schema_name, v_constraint = constraint_name;
    if kernel.is_passing(v_sqlstate) then
      raise;
    end if;
    select array_agg(due.contract_id), array_agg(due.payer_id) into v_due, v_payer_ids
    from billing.due_among(v_due, v_run.as_of) as due;
    if cardinality(v_due) > 1 then
      v_halves := array(select h from billing.halve_batch(v_batch, v_due, v_payer_ids) as h);
      if at_once then
        return (select sum(billing.bill_batch(h.id, at_once)) from unnest(v_halves) as h);
      end if;
      perform billing.queue_batches(v_halves);
      return 0;
    end if;
    perform billing.note_failures(v_run.id, v_due,
      kernel.failure_of(v_sqlstate, v_message, v_schema, v_constraint));
  end;
  perform billing.note_unbilled(v_run.id, v_due, v_run.as_of);

  update billing.run_batches as b
  set status = 'done', invoices_created = v_invoices, finished_at = kernel.real_time()
  where b.tenant_id = v_tenant_id and b.id = v_batch.id;
  update billing.billing_runs as r
  set status = 'running', started_at = coalesce(r.started_at, kernel.real_time()),
    contracts_done = r.contracts_done + v_batch.contracts_count,
    invoices_created = r.invoices_created + v_invoices,
    failures_count = (
      select count(*) from billing.run_failures as f
      where f.tenant_id = v_tenant_id and f.run_id = r.id)
  where r.tenant_id = v_tenant_id and r.id = v_run.id and r.status in ('queued', 'running');
  perform billing.note_unbilled_day(v_run, v_batch.contract_ids);
  perform billing.close_run(v_run.id);
  return v_invoices;
end $$;
comment on function billing.bill_batch is
  'Bills what is due in a batch of a run, once; answers with the number of invoices made. At once, '
  'it bills the halves of a batch that failed too, instead of queueing them.';
grant execute on function billing.bill_batch to tenor_worker;
