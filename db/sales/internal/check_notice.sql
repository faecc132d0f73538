-- A contract that renews by itself does renew once its notice was missed, by whichever door it
-- would be kept from it: at its end, on its last day, by switching the renewal off, by a shorter
-- notice or by ending its lines. What ends at once is no notice.
create or replace function sales.check_notice(contract sales.contracts, field text)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_notice_by date := contract.end_date + 1 - contract.renewal_notice_days;
begin
  if contract.status = 'active' and contract.auto_renew and v_notice_by < tenancy.today()
    and not exists (
      select from sales.contracts as next
      where next.tenant_id = contract.tenant_id and next.predecessor_contract_id = contract.id)
  then
    perform kernel.fail('TRANS', format('Notice was to be given by %s; the contract renews.',
      v_notice_by), field);
  end if;
end $$;
comment on function sales.check_notice is
  'Refuses to keep a contract from renewing once its last day of notice has passed.';
