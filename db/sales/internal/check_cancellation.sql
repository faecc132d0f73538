create or replace function sales.check_cancellation(
  contract sales.contracts, cancelled_on date, reason text, today date
)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
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
  elsif cancelled_on > today then
    perform sales.check_notice(contract, 'effective_date');
  end if;
end $$;
comment on function sales.check_cancellation is
  'Refuses a cancellation without a reason, outside the term, repeated, or too late.';
