do $$
begin
  if to_regtype('sales.purchase_order_return') is null then
    create type sales.purchase_order_return as (purchase_order_id uuid, amount numeric);
  end if;
end $$;
comment on type sales.purchase_order_return is
  'That an invoice gives back so much of a purchase order.';
