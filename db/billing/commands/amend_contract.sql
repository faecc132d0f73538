-- The terms change in sales; here follows what that means for days that are billed already. The
-- schedule is locked before they are read: a run that bills the contract at once comes before or
-- after, never in between.
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
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{active}');
  v_today date := tenancy.today();
  v_amendment sales.amendments;
begin
  if invoice_now then
    perform billing.lock_billable(contract_id);
  end if;
  perform billing.lock_schedule(v_contract.id);
  v_amendment := sales.apply_amendment(v_contract, effective_date, changes, reason);
  perform billing.redo_pieces(v_amendment, greatest(effective_date, v_today));
  perform billing.charge_added_lines(v_amendment, greatest(effective_date, v_today));
  if invoice_now then
    perform events.publish('invoice.created', 'invoice', i.id, to_jsonb(i))
    from billing.bill_contracts(array[v_contract.id], amendment_id => v_amendment.id,
      issue_on => v_today) as i;
  end if;
  perform billing.reschedule(v_contract.id, effective_date);
  perform events.publish('contract.amended', 'contract', c.id,
    to_jsonb(c) || jsonb_build_object('amendment', to_jsonb(v_amendment) - 'tenant_id'),
    to_jsonb(v_contract))
  from sales.contracts as c
  where c.tenant_id = v_contract.tenant_id and c.id = v_contract.id;
  return billing.amendment_result_of(v_amendment);
end $$;
comment on function billing.amend_contract is
  'Changes lines of a contract from a day on, ends them or adds new ones. What is billed already '
  'is prorated to the day: credit and charge come with the next invoice, or at once as a draft of '
  'their own, unless they come to less than nothing. Codes: not_found, invalid_input, '
  'invalid_seats, quantity_above_tiers, price_not_found, illegal_transition (contract not in '
  'force), credit_hold (to invoice now).';
grant execute on function billing.amend_contract to tenor_sales;
