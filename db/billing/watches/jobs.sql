-- A batch whose job has used up its attempts is given up, or its run would wait for it for ever.
-- The run says of each of its contracts why, and a new one takes them up (retry_billing_run).
create or replace function billing.tg_jobs__give_up_batch()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_batch billing.run_batches;
  v_run billing.billing_runs;
begin
  update billing.run_batches as b
  set status = 'failed', finished_at = kernel.real_time()
  where b.tenant_id = new.tenant_id and b.id = (new.payload ->> 'batch_id')::uuid
    and b.status = 'queued'
  returning * into v_batch;
  if not found then
    return null;
  end if;
  perform billing.note_failures(v_batch.run_id, v_batch.contract_ids, ('internal',
    format('The batch was given up after several attempts. They are logged as job %s.', new.id),
    null, new.id)::kernel.failure);
  update billing.billing_runs as r
  set contracts_done = r.contracts_done + v_batch.contracts_count,
    failures_count = (
      select count(*) from billing.run_failures as f
      where f.tenant_id = r.tenant_id and f.run_id = r.id)
  where r.tenant_id = v_batch.tenant_id and r.id = v_batch.run_id
  returning * into v_run;
  perform billing.note_unbilled_day(v_run, v_batch.contract_ids);
  perform billing.close_run(v_batch.run_id);
  return null;
end $$;
comment on function billing.tg_jobs__give_up_batch is
  'Gives up the batch of a job that failed for good.';

create or replace trigger _500_give_up_batch after update of status on events.jobs
  for each row when (new.status = 'failed' and old.status is distinct from 'failed'
    and new.task = 'billing/run_batch')
  execute function billing.tg_jobs__give_up_batch();
