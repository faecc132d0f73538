do $$
begin
  if to_regtype('payments.deposit_input') is null then
    create type payments.deposit_input as (items billing.invoice_item_input[]);
  end if;
end $$;
comment on type payments.deposit_input is
  'What a payment is for that comes before the supply: an advance payment.';
comment on column payments.deposit_input.items is
  'What is going to be supplied; with tax it comes to the payment.';
