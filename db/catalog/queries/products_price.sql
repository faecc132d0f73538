create or replace function catalog.products_price(
  product catalog.products, currency text default null, on_date date default null
)
  returns catalog.prices
  language sql stable parallel safe
return (
  select p
  from catalog.prices as p
  where p.tenant_id = (product).tenant_id and p.product_id = (product).id
    and p.currency = coalesce(products_price.currency, (
      select t.currency from tenancy.tenants as t where t.id = (product).tenant_id))
    and p.valid @> coalesce(products_price.on_date, tenancy.today())
);
comment on function catalog.products_price is
  'The price valid on a day (today) in a currency (the tenant''s).';
grant execute on function catalog.products_price to tenor_viewer;
