create or replace function billing.halve_batch(
  batch billing.run_batches, contract_ids uuid[], payer_ids uuid[]
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_halves billing.run_batches[] := array(select b from billing.cut_batches(
    batch.run_id, contract_ids, payer_ids, (cardinality(contract_ids) + 1) / 2) as b);
begin
  update billing.run_batches as b
  set status = 'cancelled', finished_at = kernel.real_time()
  where b.tenant_id = batch.tenant_id and b.id = batch.id;
  -- Contracts that somebody else billed in the meantime count as done.
  update billing.billing_runs as r
  set contracts_done = r.contracts_done
    + greatest(batch.contracts_count - cardinality(contract_ids), 0)
  where r.tenant_id = batch.tenant_id and r.id = batch.run_id;
  perform billing.queue_batches(v_halves);
end $$;
comment on function billing.halve_batch is 'Puts two batches in the place of one that failed.';
