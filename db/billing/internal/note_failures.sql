create or replace function billing.note_failures(
  run_id uuid, contract_ids uuid[], failure kernel.failure
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.run_failures (tenant_id, run_id, contract_id, code, message, sqlstate,
    error_id)
  select tenancy.current_tenant_id(), note_failures.run_id, contract_id, (failure).code,
    left((failure).message, 1000), (failure).sqlstate, (failure).error_id
  from unnest(contract_ids) as contract_id
  on conflict on constraint run_failures_once_key do update
  set code = excluded.code, message = excluded.message, sqlstate = excluded.sqlstate,
    error_id = excluded.error_id
$$;
comment on function billing.note_failures is
  'Writes down which contracts were not billed, and why.';
