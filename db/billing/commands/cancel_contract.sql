-- Notice, as a rule: the contract runs to its end and does not renew. Earlier, its lines end on a
-- day, as by an amendment, which is kept; what was billed beyond it is given back only if asked.
create or replace function billing.cancel_contract(
  contract_id uuid,
  reason text,
  effective_date date default null,
  with_credit boolean default false
)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{draft,active}');
  v_today date := tenancy.today_of(v_contract.legal_entity_id);
  v_day date := coalesce(effective_date, v_contract.end_date + 1);
  v_changes sales.contract_change_input[] := '{}';
  v_amendment sales.amendments;
begin
  perform sales.check_cancellation(v_contract, v_day, reason, v_today);
  perform billing.lock_schedule(v_contract.id);
  if v_contract.status = 'active' and v_day <= v_contract.end_date then
    v_changes := sales.ends_of_lines(v_contract.id, v_day);
  end if;
  v_contract := sales.mark_cancelled(v_contract, v_day, reason, v_today);
  if cardinality(v_changes) > 0 then
    v_amendment := sales.apply_amendment(v_contract, v_day, v_changes, reason, 'cancellation');
    if with_credit then
      perform billing.redo_pieces(v_amendment, greatest(v_day, v_today));
      -- What waits for a later day has none any more: all is settled on the last one.
      update billing.adjustments as a
      set bill_on = greatest(v_day, v_today)
      where a.tenant_id = v_contract.tenant_id and a.contract_id = v_contract.id
        and a.invoice_id is null and not a.is_dropped and a.bill_on > greatest(v_day, v_today);
    else
      perform billing.drop_adjustments(v_contract.id, v_day);
    end if;
    perform billing.reschedule(v_contract.id, v_day);
    select * into v_contract from sales.contracts as c
    where c.tenant_id = v_contract.tenant_id and c.id = v_contract.id;
  end if;
  perform events.publish('contract.cancelled', 'contract', v_contract.id, to_jsonb(v_contract));
  perform controls.require('amendment', 'account', billing.payers_of(array[v_contract.id]),
    array[v_contract.id]);
  return v_contract;
end $$;
comment on function billing.cancel_contract is
  'Gives notice of a contract at its end or, with a day, ends it from that day on; with_credit '
  'gives back what was billed beyond it. Codes: not_found, invalid_input, illegal_transition '
  '(over, renewed, or the notice comes too late).';
grant execute on function billing.cancel_contract to tenor_sales;
select controls.register_door('amendment', 'billing.cancel_contract');
