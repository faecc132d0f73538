do $$
begin
  if to_regtype('sales.purchase_order_draw') is null then
    create type sales.purchase_order_draw as (
      id uuid,
      account_id uuid,
      contract_id uuid,
      purchase_order_id uuid,
      po_number text,
      amount numeric,
      currency text,
      on_date date
    );
  end if;
end $$;
comment on type sales.purchase_order_draw is
  'That an invoice wants so much of a purchase order.';
comment on column sales.purchase_order_draw.id is 'The invoice.';
comment on column sales.purchase_order_draw.account_id is
  'The account that is served: the order is its own, else that of the nearest account above.';
comment on column sales.purchase_order_draw.contract_id is 'The contract that is billed, if any.';
comment on column sales.purchase_order_draw.purchase_order_id is
  'The order, if the invoice has one already.';
comment on column sales.purchase_order_draw.po_number is 'Its number, if the invoice names one.';
comment on column sales.purchase_order_draw.amount is 'How much; zero only asks whether it may.';
comment on column sales.purchase_order_draw.currency is 'ISO 4217.';
comment on column sales.purchase_order_draw.on_date is 'The day on which the invoice is issued.';
