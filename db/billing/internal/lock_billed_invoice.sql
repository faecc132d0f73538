-- What takes back of an invoice and what changes its days take from one rest: who does either holds
-- the contracts first, and sees what the other has done.
create or replace function billing.lock_billed_invoice(invoice_id uuid, expect text[])
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform tenancy.hold_clock();
  perform from sales.contracts as c
  where c.tenant_id = tenancy.current_tenant_id() and c.id in (
    select l.contract_id
    from billing.invoice_items as item
    join sales.contract_lines as l on l.tenant_id = item.tenant_id and l.id = item.contract_line_id
    where item.tenant_id = tenancy.current_tenant_id()
      and item.invoice_id = lock_billed_invoice.invoice_id)
  order by c.id
  for no key update of c;
  return billing.lock_invoice(lock_billed_invoice.invoice_id, expect);
end $$;
comment on function billing.lock_billed_invoice is
  'The invoice, locked after the contracts that it bills, in one of the expected states.';
