-- What a credit note takes off an invoice can be billed on the order again, but never more than
-- the invoice has drawn and not given back.
create or replace function billing.return_drawn(invoice_id uuid, amount numeric)
  returns kernel.amount
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_returned billing.invoices;
begin
  update billing.invoices as i
  set drawn_amount = i.drawn_amount - least(i.drawn_amount, amount)
  where i.tenant_id = tenancy.current_tenant_id() and i.id = return_drawn.invoice_id
    and i.drawn_amount > 0 and amount > 0
  returning i.id, i.purchase_order_id, old.drawn_amount - new.drawn_amount as drawn_amount
  into v_returned.id, v_returned.purchase_order_id, v_returned.drawn_amount;
  if v_returned.id is null then
    return 0;
  end if;
  perform sales.return_to_purchase_orders(array[
    (v_returned.purchase_order_id, v_returned.drawn_amount)::sales.purchase_order_return]);
  return v_returned.drawn_amount;
end $$;
comment on function billing.return_drawn is
  'Gives back to its purchase order what an invoice is credited; answers how much.';
