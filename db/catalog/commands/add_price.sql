-- The past never changes: a version begins today at the earliest, ends the one valid on that day,
-- and lasts until the next that is planned. Only the first may reach back; without a date it is
-- valid since ever, so that old contracts can be entered.
create or replace function catalog.add_price(
  product_id uuid,
  pricing_model text,
  unit_price kernel.unit_price default null,
  currency text default null,
  valid_from date default null,
  tiers catalog.tier[] default null,
  volume_tiers catalog.volume_tier_input[] default null,
  package_size kernel.quantity default null,
  free_units kernel.quantity default null,
  price_interval text default null
)
  returns catalog.prices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_product catalog.products := catalog.find_product(product_id);
  v_terms catalog.price_terms := catalog.price_terms(
    pricing_model, unit_price, tiers, volume_tiers, package_size, free_units);
  v_currency text := catalog.currency_or_default(currency);
  v_valid daterange;
  v_price catalog.prices;
begin
  perform from catalog.products as p
  where p.tenant_id = v_product.tenant_id and p.id = v_product.id
  for no key update;
  v_valid := catalog.make_room(v_product.id, v_currency, valid_from);

  insert into catalog.prices (product_id, currency, valid, pricing_model, unit_price, tiers,
    package_size, free_units, price_interval)
  values (v_product.id, v_currency, v_valid, v_terms.pricing_model, v_terms.unit_price,
    v_terms.tiers, v_terms.package_size, v_terms.free_units, coalesce(price_interval, 'month'))
  returning * into v_price;
  perform events.publish('price.added', 'price', v_price.id, to_jsonb(v_price));
  return v_price;
end $$;
comment on function catalog.add_price is
  'Adds a price version from a day on (today if none is named) and ends the one before it.';
grant execute on function catalog.add_price to tenor_sales, tenor_finance;
