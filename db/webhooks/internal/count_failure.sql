-- A receiver that is down would keep the workers waiting for it, a delivery at a time. After more
-- failures in a row than a single delivery can have, it is left alone for a while, up to an hour.
create or replace function webhooks.count_failure(endpoint_id uuid)
  returns void
  language plpgsql volatile security invoker set search_path to ''
as $$
#variable_conflict use_column
declare
  v_outage webhooks.outages;
begin
  insert into webhooks.outages as o (endpoint_id)
  values (count_failure.endpoint_id)
  on conflict (tenant_id, endpoint_id) do update
  set failures = o.failures + 1,
    resume_at = case when o.failures >= 9
      then now() + webhooks.retry_delay(least(o.failures - 8, 5)) end
  returning * into v_outage;
  if v_outage.failures >= 10 and v_outage.began_at < now() - interval '5 days' then
    update webhooks.endpoints as e
    set status = 'disabled'
    where e.tenant_id = v_outage.tenant_id and e.id = v_outage.endpoint_id;
  end if;
end $$;
comment on function webhooks.count_failure is
  'Counts a failure: an endpoint rests after ten in a row, and is disabled after five days.';
