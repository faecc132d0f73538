create or replace function billing.finalize_invoice(invoice_id uuid)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(invoice_id, expect => '{draft}');
  v_wait text := (select w.reason from billing.awaiting_tax(array[invoice_id]) as w);
begin
  if not exists (
    select from billing.invoice_items as item
    where item.tenant_id = v_invoice.tenant_id and item.invoice_id = v_invoice.id
  ) then
    perform kernel.fail('TRANS', 'An invoice without items cannot be finalised.', 'invoice_id');
  elsif v_wait is not null then
    perform kernel.fail('TRANS', v_wait, 'invoice_id');
  end if;
  select * into v_invoice from billing.finalize_invoices(array[v_invoice.id]);
  return v_invoice;
end $$;
comment on function billing.finalize_invoice is
  'Issues a draft: posted to the ledger, rendered and mailed; from then on it cannot be edited.';
grant execute on function billing.finalize_invoice to tenor_finance;
select events.subscribe('invoice.finalized', 'billing/render_invoice', 'invoice_id',
  'billing/render_invoices');
