-- Of most contracts in advance all is billed that was delivered: they are not looked at.
create or replace function billing.contracts_to_accrue(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select c.id
  from billing.month_ends() as m
  join sales.contracts as c
    on c.tenant_id = (select tenancy.current_tenant_id())
    and c.legal_entity_id = m.legal_entity_id
  join billing.billing_schedules as s on s.tenant_id = c.tenant_id and s.contract_id = c.id
  where (among is null or c.id = any (among))
    and (s.accrued_until is null or s.accrued_until < m.day)
    and c.status <> 'draft' and c.start_date <= m.day
    and (s.next_bill_on is not null and (not c.billing_in_advance or s.next_bill_on <= m.day)
      or c.id in (
        select u.contract_id
        from billing.unbilled_receivables as u
        where u.tenant_id = (select tenancy.current_tenant_id()) and u.ended_on is null)
      or c.id in (
        select l.contract_id
        from billing.invoices as i
        join billing.invoice_items as item
          on item.tenant_id = i.tenant_id and item.invoice_id = i.id
        join sales.contract_lines as l
          on l.tenant_id = item.tenant_id and l.id = item.contract_line_id
        where i.tenant_id = (select tenancy.current_tenant_id()) and i.status = 'draft'))
$$;
comment on function billing.contracts_to_accrue is
  'Contracts that may have delivered by the last end of a month what is not billed, and were not '
  'looked at since, in all or among some.';
