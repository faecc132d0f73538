do $$
begin
  if to_regtype('catalog.tier') is null then
    create type catalog.tier as (
      up_to kernel.quantity, unit_price kernel.unit_price, flat_fee kernel.amount);
  end if;
end $$;
comment on type catalog.tier is
  'A price tier: the quantities above the tier before, up to its end.';
comment on column catalog.tier.up_to is 'Last quantity of the tier, inclusive; null is and above.';
comment on column catalog.tier.unit_price is 'Price of one unit; of the whole step if stairstep.';
comment on column catalog.tier.flat_fee is 'Fee due once when the tier is entered; null is none.';
