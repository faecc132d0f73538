-- The order that an invoice means: of this number, given by the account itself, else by the nearest
-- account above.
create or replace function sales.match_purchase_orders(draws sales.purchase_order_draw[])
  returns uuid[]
  language sql stable security definer set search_path to ''
as $$
  select array_agg(coalesce(draw.purchase_order_id, named.id) order by draw.place)
  from unnest(draws) with ordinality as draw (id, account_id, contract_id, purchase_order_id,
    po_number, amount, currency, on_date, place)
  left join lateral (
    select o.id
    from customers.accounts as a
    join sales.purchase_orders as o
      on o.tenant_id = a.tenant_id and o.account_id = any (a.path) and o.po_number = draw.po_number
    where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = draw.account_id
      and draw.po_number is not null and draw.purchase_order_id is null
    order by array_position(a.path, o.account_id) desc
    limit 1
  ) as named on true
$$;
comment on function sales.match_purchase_orders is
  'For each draw the purchase order that it means, in their order; null where there is none.';
