-- The days of an invoice may hold more than it bills, since what is charged once covers the days of
-- its line. So what bills it anew goes by the day on which the last of its items was due.
create or replace function billing.last_due_of(invoice_id uuid, contract_ids uuid[])
  returns date
  language sql stable security definer set search_path to ''
as $$
  select coalesce(max(charge.bill_on), max(i.issue_date))
  from billing.invoices as i
  join billing.invoice_items as item on item.tenant_id = i.tenant_id and item.invoice_id = i.id
  left join sales.line_charges(contract_ids) as charge
    on charge.line_id = item.contract_line_id and charge.period && item.service_period
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = last_due_of.invoice_id
$$;
comment on function billing.last_due_of is
  'The day on which the last item of an invoice was due, by the terms of its contracts.';
