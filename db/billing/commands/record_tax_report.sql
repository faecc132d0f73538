create or replace function billing.record_tax_report(report_id uuid, reference text)
  returns boolean
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  update billing.tax_reports as r
  set reference = record_tax_report.reference, reported_at = kernel.real_time()
  where r.tenant_id = tenancy.current_tenant_id() and r.id = report_id and r.reported_at is null;
  return found;
end $$;
comment on function billing.record_tax_report is
  'Notes that the outside tax provider was told, and what it calls that.';
grant execute on function billing.record_tax_report to tenor_worker;
