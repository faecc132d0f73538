-- A contract in force is amended by sales. One that is over is corrected by finance, as it changes
-- what was agreed and billed for days that have passed.
create or replace function billing.amend_contract(
  contract_id uuid,
  effective_date date,
  changes sales.contract_change_input[],
  reason text default null,
  invoice_now boolean default false
)
  returns billing.amendment_result
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{active,expired}');
  v_result billing.amendment_result;
begin
  perform sales.check_correction(v_contract);
  if v_contract.status = 'active' and current_setting('role') = 'tenor_finance' then
    perform kernel.fail('FORBD', 'A contract in force is amended by sales.');
  elsif v_contract.status = 'expired' and current_setting('role') = 'tenor_sales' then
    perform kernel.fail('FORBD', 'A contract that is over is corrected by finance.');
  end if;
  v_result := billing.amend(v_contract, effective_date, changes, reason, invoice_now);
  perform controls.require('amendment', 'account', billing.payers_of(array[v_contract.id]),
    array[v_contract.id]);
  return v_result;
end $$;
comment on function billing.amend_contract is
  'Changes lines of a contract from a day on, ends them or adds new ones. What is billed already '
  'is prorated to the day: credit and charge come with the next invoice, or at once as a draft of '
  'their own; what comes to less than nothing is a credit note. A term that is over is corrected '
  'by finance, for 92 days. Codes: not_found, invalid_input, invalid_seats, quantity_above_tiers, '
  'price_not_found, forbidden, illegal_transition (not in force, over for long, or a notice that '
  'comes too late), credit_hold (to invoice now).';
grant execute on function billing.amend_contract to tenor_sales, tenor_finance;
select controls.register_door('amendment', 'billing.amend_contract');
