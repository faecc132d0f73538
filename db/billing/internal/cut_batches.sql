-- A payer's contracts stay together, as they come to stand on one invoice.
create or replace function billing.cut_batches(
  run_id uuid, contract_ids uuid[], payer_ids uuid[], size int
)
  returns setof billing.run_batches
  language sql volatile security definer set search_path to ''
as $$
  with placed as (
    select due.contract_id, due.payer_id,
      row_number() over (order by due.payer_id, due.contract_id) as place
    from unnest(contract_ids, payer_ids) as due (contract_id, payer_id)
  ),
  cut as (
    select p.contract_id, (min(p.place) over (partition by p.payer_id) - 1) / size as batch
    from placed as p
  )
  insert into billing.run_batches (tenant_id, run_id, contract_ids, contracts_count)
  select tenancy.current_tenant_id(), cut_batches.run_id, array_agg(cut.contract_id), count(*)
  from cut
  group by cut.batch
  order by cut.batch
  returning *
$$;
comment on function billing.cut_batches is
  'Puts the contracts of a run in batches of about a size.';
