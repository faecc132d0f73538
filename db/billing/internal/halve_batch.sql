-- A payer's contracts stay together as long as there is another payer to part from; then they part
-- too, so that one that cannot be billed keeps no other from it.
create or replace function billing.halve_batch(
  batch billing.run_batches, contract_ids uuid[], payer_ids uuid[]
)
  returns setof billing.run_batches
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_units uuid[] := case when payer_ids[1] = all (payer_ids) then contract_ids else payer_ids end;
begin
  update billing.run_batches as b
  set status = 'cancelled', finished_at = kernel.real_time()
  where b.tenant_id = batch.tenant_id and b.id = batch.id;
  -- Contracts that somebody else billed in the meantime count as done.
  update billing.billing_runs as r
  set contracts_done = r.contracts_done
    + greatest(batch.contracts_count - cardinality(contract_ids), 0)
  where r.tenant_id = batch.tenant_id and r.id = batch.run_id;
  return query
    insert into billing.run_batches (tenant_id, run_id, contract_ids, contracts_count)
    select batch.tenant_id, batch.run_id, array_agg(p.contract_id), count(*)
    from (
      select due.contract_id, dense_rank() over (order by due.unit) as place
      from unnest(contract_ids, v_units) as due (contract_id, unit)
    ) as p
    group by p.place <= (select (count(distinct unit) + 1) / 2 from unnest(v_units) as unit)
    order by min(p.place)
    returning *;
end $$;
comment on function billing.halve_batch is 'Puts two batches in the place of one that failed.';
