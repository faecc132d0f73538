-- The terms change in sales; here follows what that means for days that are billed already. The
-- schedule is locked before they are read: a run that bills the contract at once comes before or
-- after, never in between.
create or replace function billing.amend(
  contract sales.contracts,
  effective_date date,
  changes sales.contract_change_input[],
  reason text,
  invoice_now boolean
)
  returns billing.amendment_result
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_today date := tenancy.today_of(contract.legal_entity_id);
  v_amendment sales.amendments;
begin
  if invoice_now then
    perform billing.lock_billable(contract.id);
  end if;
  perform billing.lock_schedule(contract.id);
  v_amendment := sales.apply_amendment(contract, effective_date, changes, reason);
  perform billing.redo_pieces(v_amendment, greatest(effective_date, v_today));
  perform billing.charge_added_lines(v_amendment, v_today);
  if invoice_now then
    perform events.publish('invoice.created', 'invoice', i.id, to_jsonb(i))
    from billing.bill_contracts(array[contract.id], amendment_id => v_amendment.id,
      issue_on => v_today) as i;
  end if;
  perform billing.reschedule(contract.id, effective_date);
  perform billing.fix_change_order(v_amendment.id);
  perform events.publish('contract.amended', 'contract', c.id,
    to_jsonb(c) || jsonb_build_object('amendment', to_jsonb(v_amendment) - 'tenant_id'),
    to_jsonb(contract))
  from sales.contracts as c
  where c.tenant_id = contract.tenant_id and c.id = contract.id;
  return billing.amendment_result_of(v_amendment);
end $$;
comment on function billing.amend is
  'Changes a contract, locked, from a day on, with what follows for days that are billed.';
