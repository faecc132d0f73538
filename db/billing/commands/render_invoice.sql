-- Asked twice while one waits, it answers with the job that waits.
create or replace function billing.render_invoice(invoice_id uuid)
  returns events.jobs
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if not exists (
    select from billing.invoices as i
    where i.tenant_id = tenancy.current_tenant_id() and i.id = render_invoice.invoice_id
  ) then
    perform kernel.fail('NOTFD', 'No invoice has this id.', 'invoice_id');
  end if;
  return events.enqueue(
    'billing/render_invoice', jsonb_build_object('invoice_id', invoice_id),
    job_key => 'render:' || invoice_id);
end $$;
comment on function billing.render_invoice is
  'Queues the rendering of an invoice as it stands; the job tells when the PDF is there.';
grant execute on function billing.render_invoice to tenor_sales, tenor_finance;
