create or replace function billing.begin_tax_report(invoice_id uuid)
  returns billing.tax_report_to_make
  language sql volatile security definer set search_path to ''
as $$
  select r.id, c.provider, r.kind, c.reference, (
      select made.reference from billing.tax_reports as made
      where made.tenant_id = r.tenant_id and made.calculation_id = r.calculation_id
        and made.kind = 'commit'),
    i.invoice_number, i.currency, r.amount::text
  from billing.tax_reports as r
  join billing.tax_calculations as c on c.tenant_id = r.tenant_id and c.id = r.calculation_id
  join billing.invoices as i on i.tenant_id = r.tenant_id and i.id = r.invoice_id
  where r.tenant_id = (select tenancy.current_tenant_id())
    and r.invoice_id = begin_tax_report.invoice_id and r.reported_at is null
  order by r.id
  limit 1
$$;
comment on function billing.begin_tax_report is
  'The next that the outside tax provider is to be told of an invoice; null if there is none.';
grant execute on function billing.begin_tax_report to tenor_worker;
