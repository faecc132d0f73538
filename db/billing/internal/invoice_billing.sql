-- A piece that an amendment made stands on the invoice of its adjustment. Of several payers, the
-- contract's own comes first.
create or replace function billing.invoice_billing(
  contract_id uuid, days daterange, bill_until date
)
  returns billing.invoices
  language sql stable security definer set search_path to ''
as $$
  select i
  from sales.line_charges(array[contract_id]) as charge
  join billing.billed_periods as b on b.tenant_id = (select tenancy.current_tenant_id())
    and b.line_id = charge.line_id and b.period && charge.period
  left join billing.adjustments as adj
    on adj.tenant_id = b.tenant_id and adj.id = b.adjustment_id
  join billing.invoices as i
    on i.tenant_id = b.tenant_id and i.id = coalesce(b.invoice_id, adj.invoice_id)
  join sales.contracts as c
    on c.tenant_id = i.tenant_id and c.id = invoice_billing.contract_id
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  where not b.is_undone and (days is null or b.period && days)
    and (bill_until is null or charge.bill_on <= bill_until)
  order by case when days is null then charge.bill_on end desc, i.account_id <> all (a.path),
    i.issue_date, i.id
  limit 1
$$;
comment on function billing.invoice_billing is
  'The first invoice that bills some days of a contract, else what was due last by a day.';
