-- A term that is over is corrected like any days that have passed, while its books are still looked
-- at.
create or replace function sales.check_correction(contract sales.contracts)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
begin
  if contract.status = 'expired' and contract.end_date + 92 < tenancy.today() then
    perform kernel.fail('TRANS', format(
      'The contract ended on %s; it can be corrected for 92 days.', contract.end_date),
      'contract_id');
  end if;
end $$;
comment on function sales.check_correction is
  'Refuses to amend a contract that expired more than 92 days ago.';
