-- What is still due after its batch was left out by the statement: here is why.
create or replace function billing.note_unbilled(run_id uuid, contract_ids uuid[], as_of date)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.run_failures (tenant_id, run_id, contract_id, code, message)
  select s.tenant_id, note_unbilled.run_id, s.contract_id,
    case when held.account_name is null then 'illegal_transition' else 'credit_hold' end,
    case when held.account_name is null then format('The contract is %s.', c.status)
      else format('%s is on hold: %s', held.account_name,
        coalesce(held.hold_reason, 'no reason given')) end
  from billing.billing_schedules as s
  join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  cross join lateral customers.payer_of(a) as paying
  left join lateral (
    select h.account_name, h.hold_reason
    from (values (a.account_name, a.hold_reason, a.credit_hold),
      (paying.account_name, paying.hold_reason, paying.credit_hold)
    ) as h (account_name, hold_reason, credit_hold)
    where h.credit_hold
    limit 1
  ) as held on true
  where s.tenant_id = (select tenancy.current_tenant_id())
    and s.contract_id = any(contract_ids)
    and s.next_bill_on <= note_unbilled.as_of
  on conflict on constraint run_failures_once_key do nothing
$$;
comment on function billing.note_unbilled is
  'Writes down the contracts of a batch that were left out, and why.';
