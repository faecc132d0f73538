do $$
begin
  if to_regtype('catalog.volume_tier_input') is null then
    create type catalog.volume_tier_input as (
      min kernel.quantity, max kernel.quantity, price kernel.unit_price);
  end if;
end $$;
comment on type catalog.volume_tier_input is
  'A tier as many price lists write it: 51 to 200 at 89.';
comment on column catalog.volume_tier_input.min is 'First quantity of the tier.';
comment on column catalog.volume_tier_input.max is 'Last quantity of the tier; null is and above.';
comment on column catalog.volume_tier_input.price is 'Price of one unit.';
