create or replace function billing.lock_contracts_of_invoice(invoice_id uuid)
  returns uuid[]
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract_ids uuid[] := array(
    select distinct l.contract_id
    from billing.invoice_items as item
    join sales.contract_lines as l on l.tenant_id = item.tenant_id and l.id = item.contract_line_id
    where item.tenant_id = tenancy.current_tenant_id()
      and item.invoice_id = lock_contracts_of_invoice.invoice_id
    order by l.contract_id);
begin
  perform billing.lock_billable(contract_id) from unnest(v_contract_ids) as contract_id;
  return v_contract_ids;
end $$;
comment on function billing.lock_contracts_of_invoice is
  'The contracts that made an invoice, locked if they can be billed; none for one made by hand.';
