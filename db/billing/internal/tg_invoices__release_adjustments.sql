create or replace function billing.tg_invoices__release_adjustments()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform billing.undiscount_pieces(array(
    select item.id from billing.invoice_items as item
    where item.tenant_id = new.tenant_id and item.invoice_id = new.id
      and item.adjustment_id is not null));
  update billing.adjustments as a
  set invoice_id = null
  where a.tenant_id = new.tenant_id and a.invoice_id = new.id;
  return null;
end $$;
comment on function billing.tg_invoices__release_adjustments is
  'The adjustments of a voided invoice wait for the next one.';
