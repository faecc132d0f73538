create or replace function billing.halve_batch(batch billing.run_batches, due uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_halves billing.run_batches[];
begin
  with halves as (
    insert into billing.run_batches (tenant_id, run_id, first_contract_id, last_contract_id,
      contracts_count)
    select batch.tenant_id, batch.run_id, (array_agg(h.contract_id order by h.contract_id))[1],
      (array_agg(h.contract_id order by h.contract_id desc))[1], count(*)
    from (
      select contract_id, ntile(2) over (order by contract_id) as half
      from unnest(due) as contract_id
    ) as h
    group by h.half
    returning *
  )
  select array_agg(h) into v_halves from halves as h;

  update billing.run_batches as b
  set status = 'cancelled', finished_at = kernel.real_time()
  where b.tenant_id = batch.tenant_id and b.id = batch.id;
  -- Contracts that somebody else billed in the meantime count as done.
  update billing.billing_runs as r
  set contracts_done = r.contracts_done + greatest(batch.contracts_count - cardinality(due), 0)
  where r.tenant_id = batch.tenant_id and r.id = batch.run_id;
  perform billing.queue_batches(v_halves);
end $$;
comment on function billing.halve_batch is 'Puts two batches in the place of one that failed.';
