create or replace function catalog.find_price(
  product_id uuid, currency text, on_date date, pointer text default 'product_id'
)
  returns catalog.prices
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_price catalog.prices;
begin
  select * into v_price
  from catalog.prices as p
  where p.tenant_id = tenancy.current_tenant_id()
    and p.product_id = find_price.product_id and p.currency = find_price.currency
    and p.valid @> on_date;
  if not found then
    perform kernel.fail('NOPRC',
      format('The product has no price in %s on %s.', currency, on_date), pointer);
  end if;
  return v_price;
end $$;
comment on function catalog.find_price is 'The price valid on a day, or NOPRC.';
