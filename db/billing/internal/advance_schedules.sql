-- Of contracts that are due after they were billed until a day. A commitment period that was looked
-- at then is trued up, or reached for good.
create or replace function billing.advance_schedules(contract_ids uuid[], billed_until date[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.billed_periods (tenant_id, line_id, period, whole_period, quantity,
    unit_price, rated, amount, discount)
  select tenancy.current_tenant_id(), m.line_id, m.period, m.whole_period, m.quantity,
    m.unit_price, m.rated, 0, 0
  from sales.minimum_charges(contract_ids,
    bill_until => (select max(u.until) from unnest(billed_until) as u (until))) as m
  join unnest(contract_ids, billed_until) as billed (contract_id, until)
    on billed.contract_id = m.contract_id and m.bill_on <= billed.until
  where not exists (
    select from billing.billed_periods as b
    where b.tenant_id = (select tenancy.current_tenant_id()) and b.line_id = m.line_id
      and b.period && m.period);
  update billing.billing_schedules as s
  set next_bill_on = least(next.next_bill_on, (
    select min(a.bill_on)
    from billing.adjustments as a
    where a.tenant_id = s.tenant_id and a.contract_id = s.contract_id
      and a.invoice_id is null and not a.is_dropped and a.bill_on > billed.until))
  from sales.next_bill_dates(contract_ids, billed_until) as next
  join unnest(contract_ids, billed_until) as billed (contract_id, until)
    on billed.contract_id = next.contract_id
  where s.tenant_id = (select tenancy.current_tenant_id()) and s.contract_id = next.contract_id
    and s.next_bill_on is not null
$$;
comment on function billing.advance_schedules is
  'Sets when contracts are billed next, after they were billed until a day, and which minimums '
  'were reached.';
