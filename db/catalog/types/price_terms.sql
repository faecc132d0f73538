do $$
begin
  if to_regtype('catalog.price_terms') is null then
    create type catalog.price_terms as (
      pricing_model text, unit_price kernel.unit_price, tiers catalog.tier[],
      package_size kernel.quantity, free_units kernel.quantity);
  end if;
end $$;
comment on type catalog.price_terms is 'All that decides what a quantity costs.';
comment on column catalog.price_terms.pricing_model is
  'flat, per_unit, volume, graduated, package or stairstep.';
comment on column catalog.price_terms.unit_price is
  'The price if flat, of a unit if per_unit, of a package if package; else the list price.';
comment on column catalog.price_terms.tiers is 'Tiers of volume, graduated and stairstep prices.';
comment on column catalog.price_terms.package_size is 'Units in a package.';
comment on column catalog.price_terms.free_units is 'Units before the first package is due.';
