-- What is given back is taxed as it was charged, by the law of that day: the customer gets back the
-- tax that was paid, whatever the rate is now (in the EU, Article 90 of Directive 2006/112/EC).
create or replace function billing.taxed_on(adjustment_id uuid, issue_date date)
  returns date
  language sql stable security definer set search_path to ''
as $$
  select coalesce((
    select credited.issue_date
    from billing.adjustments as a
    join billing.invoices as credited
      on credited.tenant_id = a.tenant_id and credited.id = a.credited_invoice_id
    where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = taxed_on.adjustment_id
      and a.kind = 'credit'), taxed_on.issue_date)
$$;
comment on function billing.taxed_on is 'The day whose law taxes an adjustment.';
