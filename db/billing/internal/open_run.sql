-- Which contracts are due is kept; what is due of them is found when their batch runs, so that a
-- batch that runs twice, or late, does the right thing.
create or replace function billing.open_run(
  contract_ids uuid[], payer_ids uuid[], as_of date, account_id uuid default null,
  currency text default null, prepare boolean default false
)
  returns billing.billing_runs
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_run billing.billing_runs;
begin
  insert into billing.billing_runs (as_of, account_id, currency, prepare, contracts_total)
  values (as_of, account_id, currency, prepare, coalesce(cardinality(contract_ids), 0))
  returning * into v_run;
  perform billing.cut_batches(v_run.id, contract_ids, payer_ids, 500);
  return v_run;
end $$;
comment on function billing.open_run is
  'A run over contracts that are due, cut in batches that are not queued yet.';
