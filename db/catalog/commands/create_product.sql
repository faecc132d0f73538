-- Without a pricing model, or with custom, the price is agreed in each contract.
create or replace function catalog.create_product(
  name text,
  description text default null,
  sku text default null,
  pricing_model text default null,
  base_price kernel.unit_price default null,
  currency text default null,
  volume_tiers catalog.volume_tier_input[] default null,
  tiers catalog.tier[] default null,
  package_size kernel.quantity default null,
  free_units kernel.quantity default null,
  price_interval text default null,
  billing_interval text default null,
  valid_from date default null,
  min_seats int default null,
  max_seats int default null,
  seat_increment int default null,
  tax_category text default null,
  is_addon boolean default null,
  active boolean default null,
  metadata jsonb default null
)
  returns catalog.products
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_terms catalog.price_terms;
  v_product catalog.products;
begin
  if coalesce(pricing_model, 'custom') <> 'custom' then
    v_terms := catalog.price_terms(pricing_model, base_price, tiers, volume_tiers, package_size,
      free_units, price_pointer => 'base_price');
  elsif num_nonnulls(base_price, tiers, volume_tiers, package_size, free_units) > 0 then
    perform kernel.fail('INPUT', 'A price needs a pricing model; a custom one is in the contract.',
      'pricing_model');
  end if;

  insert into catalog.products (name, description, sku, min_seats, max_seats, seat_increment,
    tax_category, is_addon, active, metadata)
  values (name, description, sku, coalesce(min_seats, 1), max_seats, coalesce(seat_increment, 1),
    tax_category, coalesce(is_addon, false), coalesce(active, true), coalesce(metadata, '{}'))
  returning * into v_product;

  if v_terms.pricing_model is not null then
    perform catalog.add_price(v_product.id, v_terms.pricing_model, v_terms.unit_price, currency,
      valid_from, v_terms.tiers, null, v_terms.package_size, v_terms.free_units,
      coalesce(price_interval, billing_interval));
  end if;
  return v_product;
end $$;
comment on function catalog.create_product is
  'Creates a product with its first price; without valid_from the price is valid since ever.';
grant execute on function catalog.create_product to tenor_sales, tenor_finance;
