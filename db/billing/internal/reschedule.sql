-- The first of these days: of what waits to be billed, of what the schedule has still before it, of
-- days to come, and of what a line that ends leaves to be billed in arrears. What was passed over
-- stays so.
create or replace function billing.reschedule(
  contract_id uuid, changed_on date default null
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  update billing.billing_schedules as s
  set next_bill_on = least(
    (select min(a.bill_on)
      from billing.pending_adjustments(array[reschedule.contract_id]) as a),
    (select min(charge.bill_on)
      from sales.line_charges(array[reschedule.contract_id]) as charge
      where (charge.bill_on >= s.next_bill_on
          or charge.bill_on = changed_on and upper(charge.line_period) = changed_on
          or charge.bill_on > (select tenancy.today()))
        and exists (select from billing.open_amounts(charge))))
  where s.tenant_id = (select tenancy.current_tenant_id())
    and s.contract_id = reschedule.contract_id
$$;
comment on function billing.reschedule is
  'Sets when a contract is billed next, after it was billed by hand or changed from a day on.';
