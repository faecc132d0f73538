create or replace function billing.add_invoice_item(
  invoice_id uuid,
  description text default null,
  quantity numeric default 1,
  unit_price numeric default null,
  product_id uuid default null,
  account_id uuid default null,
  discount numeric default 0,
  tax numeric default null,
  period_start date default null,
  period_end date default null,
  supplied_on date default null
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(invoice_id, expect => '{draft}');
begin
  return billing.insert_items(v_invoice, array[(
    product_id, account_id, description, quantity, unit_price, discount, tax, period_start,
    period_end, supplied_on)::billing.invoice_item_input]);
end $$;
comment on function billing.add_invoice_item is
  'Adds an item to a draft; its sums follow. Tax is reckoned unless it is given.';
grant execute on function billing.add_invoice_item to tenor_finance;
select controls.register_door('tax_by_hand', 'billing.add_invoice_item');
