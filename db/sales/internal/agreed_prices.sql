-- A month's share of a price for a quarter or a year may have no last decimal; twelve decimals keep
-- it exact enough that twelve months round to the year's price.
create or replace function sales.agreed_prices(contract_ids uuid[])
  returns setof sales.line_price
  language sql stable security definer set search_path to ''
as $$
  select (
    l.contract_id, l.id, t.id, t.valid, billed.quantity,
    case
      when l.pricing_model in ('per_unit', 'flat', 'package') then t.unit_price
      when billed.quantity > 0
        then trim_scale(kernel.round_quotient(price.rated, billed.quantity, 8))
    end,
    price.rated, t.discount_percent,
    trim_scale(kernel.round_quotient(price.rated * (100 - coalesce(t.discount_percent, 0)),
      100 * kernel.months_of(l.price_interval), 12))
  )::sales.line_price
  from sales.contract_lines as l
  join sales.contract_line_terms as t on t.tenant_id = l.tenant_id and t.line_id = l.id
  cross join lateral (
    select greatest(t.quantity, t.committed_quantity, t.minimum_quantity)::numeric as quantity
  ) as billed
  cross join lateral (
    select sum(step.amount) as rated
    from catalog.price_breakdown(l.pricing_model, t.unit_price, t.tiers, t.package_size,
      t.free_units, billed.quantity) as step
  ) as price
  where l.tenant_id = (select tenancy.current_tenant_id())
    and l.contract_id = any(contract_ids)
    and l.price_interval <> 'one_time' and l.pricing_model <> 'minimum'
$$;
comment on function sales.agreed_prices is
  'The versions of the recurring lines of contracts, each with its price for an interval and a '
  'month, before discounts of the contract.';
