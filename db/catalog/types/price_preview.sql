do $$
begin
  if to_regtype('catalog.price_preview') is null then
    create type catalog.price_preview as (
      pricing_model text, currency text, quantity kernel.quantity, amount kernel.amount,
      breakdown catalog.price_step[]);
  end if;
end $$;
comment on type catalog.price_preview is 'What a quantity would cost, step by step.';
comment on column catalog.price_preview.pricing_model is 'The model that was applied.';
comment on column catalog.price_preview.currency is 'Currency of the amount.';
comment on column catalog.price_preview.quantity is 'The quantity that was priced.';
comment on column catalog.price_preview.amount is 'The price, rounded once to the minor unit.';
comment on column catalog.price_preview.breakdown is 'How it comes about, exact.';
