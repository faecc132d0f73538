-- What a run that bills by its day left due is what the day's billing could not do.
create or replace function billing.note_unbilled_day(run billing.billing_runs, contract_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if (run).prepare then
    return;
  end if;
  perform tenancy.note_duty_failures('billing', 'contract', array_agg(f.contract_id),
    array_agg((f.code, f.message, f.sqlstate, f.error_id)::kernel.failure))
  from billing.run_failures as f
  join billing.billing_schedules as s
    on s.tenant_id = f.tenant_id and s.contract_id = f.contract_id
    and s.next_bill_on <= (run).as_of
  where f.tenant_id = (run).tenant_id and f.run_id = (run).id
    and f.contract_id = any (contract_ids)
  having count(*) > 0;
  perform tenancy.resolve_duty_failures('billing', contract_ids);
end $$;
comment on function billing.note_unbilled_day is
  E'@behavior -*\nNotes of contracts, as failures of the day''s billing, which a run left due.';
