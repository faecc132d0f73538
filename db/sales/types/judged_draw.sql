do $$
begin
  if to_regtype('sales.judged_draw') is null then
    create type sales.judged_draw as (
      id uuid,
      purchase_order_id uuid,
      amount numeric,
      code text,
      message text
    );
  end if;
end $$;
comment on type sales.judged_draw is 'Whether an invoice gets what it wants of a purchase order.';
comment on column sales.judged_draw.id is 'The invoice.';
comment on column sales.judged_draw.purchase_order_id is
  'The order; null if no order has the number: then it is only a text on the invoice.';
comment on column sales.judged_draw.amount is 'What the order gives, zero or more.';
comment on column sales.judged_draw.code is 'Error code of the refusal; null if it is granted.';
comment on column sales.judged_draw.message is 'The refusal in words.';
