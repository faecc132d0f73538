create or replace function catalog.find_product(
  product_id uuid, pointer text default 'product_id'
)
  returns catalog.products
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_product catalog.products;
begin
  select * into v_product
  from catalog.products as p
  where p.tenant_id = tenancy.current_tenant_id() and p.id = find_product.product_id;
  if not found then
    perform kernel.fail('NOTFD', 'No product has this id.', pointer);
  end if;
  return v_product;
end $$;
comment on function catalog.find_product is 'The product with this id, or NOTFD.';
