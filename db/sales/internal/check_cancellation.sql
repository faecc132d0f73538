-- Notice is given in time: after that day a contract that renews by itself does renew. Who lets a
-- customer go all the same switches auto_renew off.
create or replace function sales.check_cancellation(
  contract sales.contracts, cancelled_on date, reason text, today date
)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_notice_by date := contract.end_date + 1 - contract.renewal_notice_days;
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  elsif cancelled_on not between contract.start_date and contract.end_date + 1 then
    perform kernel.fail('INPUT', format('The contract runs from %s to %s.', contract.start_date,
      contract.end_date), 'effective_date');
  elsif contract.cancelled_on <= cancelled_on then
    perform kernel.fail('TRANS', format('The contract is cancelled from %s on.',
      contract.cancelled_on), 'contract_id');
  elsif exists (
    select from sales.contracts as next
    where next.tenant_id = contract.tenant_id and next.predecessor_contract_id = contract.id
  ) then
    perform kernel.fail('TRANS', 'The contract is renewed; cancel the one that follows.',
      'contract_id');
  elsif contract.status = 'active' and contract.auto_renew and today > v_notice_by
    and cancelled_on > contract.end_date then
    perform kernel.fail('TRANS', format('Notice was to be given by %s; the contract renews.',
      v_notice_by), 'effective_date');
  end if;
end $$;
comment on function sales.check_cancellation is
  'Refuses a cancellation without a reason, outside the term, repeated, or too late.';
