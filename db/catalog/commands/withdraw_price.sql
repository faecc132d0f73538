-- The version before it lasts on, as if this one had never been planned.
create or replace function catalog.withdraw_price(price_id uuid)
  returns catalog.prices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_price catalog.prices;
begin
  select * into v_price from catalog.prices as p
  where p.tenant_id = tenancy.current_tenant_id() and p.id = withdraw_price.price_id;
  if not found then
    perform kernel.fail('NOTFD', 'No price has this id.', 'price_id');
  end if;
  perform from catalog.products as p
  where p.tenant_id = v_price.tenant_id and p.id = v_price.product_id
  for no key update;

  delete from catalog.prices as p
  where p.tenant_id = v_price.tenant_id and p.id = v_price.id
  returning * into v_price;
  update catalog.prices as p
  set valid = daterange(lower(p.valid), upper(v_price.valid))
  where p.tenant_id = v_price.tenant_id and p.product_id = v_price.product_id
    and p.currency = v_price.currency and p.valid_to = v_price.valid_from - 1;
  perform events.publish('price.withdrawn', 'price', v_price.id, to_jsonb(v_price));
  return v_price;
end $$;
comment on function catalog.withdraw_price is
  'Withdraws a price version that has not begun; the one before it lasts on.';
grant execute on function catalog.withdraw_price to tenor_sales, tenor_finance;
