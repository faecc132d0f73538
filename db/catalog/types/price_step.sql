do $$
begin
  if to_regtype('catalog.price_step') is null then
    create type catalog.price_step as (
      tier int, from_quantity numeric, up_to numeric, quantity numeric, unit_price numeric,
      flat_fee numeric, amount numeric);
  end if;
end $$;
comment on type catalog.price_step is 'One term of a price: quantity x unit price + flat fee.';
comment on column catalog.price_step.tier is 'Place of the tier, from 1.';
comment on column catalog.price_step.from_quantity is 'The tier holds what lies above this.';
comment on column catalog.price_step.up_to is 'Last quantity of the tier; null is and above.';
comment on column catalog.price_step.quantity is 'Units, or packages, priced by this step.';
comment on column catalog.price_step.unit_price is 'Price of one of them.';
comment on column catalog.price_step.flat_fee is 'Fee added once.';
comment on column catalog.price_step.amount is 'What the step costs, exact.';
