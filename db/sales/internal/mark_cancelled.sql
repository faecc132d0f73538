-- What ends on a day to come is in force until then.
create or replace function sales.mark_cancelled(
  contract sales.contracts, cancelled_on date, reason text, today date
)
  returns sales.contracts
  language sql volatile security definer set search_path to ''
as $$
  update sales.contracts as c
  set auto_renew = false, cancelled_on = mark_cancelled.cancelled_on,
    cancel_reason = mark_cancelled.reason,
    status = case when c.status = 'draft' or mark_cancelled.cancelled_on <= today
      then 'cancelled' else c.status end
  where c.tenant_id = contract.tenant_id and c.id = contract.id
  returning *
$$;
comment on function sales.mark_cancelled is 'Notes that a contract ends on a day, and why.';
