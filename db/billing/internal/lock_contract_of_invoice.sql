create or replace function billing.lock_contract_of_invoice(invoice_id uuid)
  returns uuid
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_contract_id uuid;
begin
  select i.contract_id into v_contract_id
  from billing.invoices as i
  where i.tenant_id = v_tenant_id and i.id = lock_contract_of_invoice.invoice_id
    and exists (
      select from billing.invoice_items as item
      where item.tenant_id = i.tenant_id and item.invoice_id = i.id
        and item.contract_line_id is not null);
  if found then
    perform billing.lock_billable(v_contract_id);
  end if;
  return v_contract_id;
end $$;
comment on function billing.lock_contract_of_invoice is
  'The contract that made an invoice, locked if it can be billed; null for one made by hand.';
