create or replace function billing.tg_invoices__release_adjustments()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  update billing.adjustments as a
  set invoice_id = null
  where a.tenant_id = new.tenant_id and a.invoice_id = new.id;
  return null;
end $$;
comment on function billing.tg_invoices__release_adjustments is
  'The adjustments of a voided invoice wait for the next one.';
