-- What was signed stays signed: the version is found by its id, also when it holds on no day any
-- more. Its days are those it has now, cut by amendments since.
create or replace function billing.explain_price(terms_id uuid)
  returns jsonb
  language sql stable security invoker set search_path to ''
as $$
  with terms as (
    select t.id, t.line_id, t.valid, t.quantity, t.committed_quantity, t.minimum_quantity,
      t.unit_price, t.tiers, t.package_size, t.free_units, t.amendment_id,
      null::uuid as retired_by
    from sales.contract_line_terms as t
    where t.tenant_id = (select tenancy.current_tenant_id()) and t.id = explain_price.terms_id
    union all
    select t.terms_id, t.line_id, t.valid, t.quantity, t.committed_quantity, t.minimum_quantity,
      t.unit_price, t.tiers, t.package_size, t.free_units, t.amendment_id,
      t.retired_by_amendment_id
    from sales.retired_terms as t
    where t.tenant_id = (select tenancy.current_tenant_id())
      and t.terms_id = explain_price.terms_id
  )
  select jsonb_build_object(
    'step', 'price',
    'formula', format('%s = %s', price.formula, trim_scale(price.rated)),
    'inputs', jsonb_strip_nulls(jsonb_build_object(
      'terms_id', t.id, 'valid_from', lower(t.valid), 'valid_to', kernel.last_day(t.valid),
      'amendment_id', t.amendment_id, 'retired_by_amendment_id', t.retired_by,
      'pricing_model', l.pricing_model, 'price_interval', l.price_interval,
      'unit_price', t.unit_price::text, 'package_size', t.package_size::text,
      'free_units', t.free_units::text,
      'tiers', (
        select jsonb_agg(jsonb_build_object('up_to', tier.up_to::text,
          'unit_price', tier.unit_price::text, 'flat_fee', tier.flat_fee::text)
          order by tier.place)
        from unnest(t.tiers) with ordinality as tier (up_to, unit_price, flat_fee, place)),
      'quantity', t.quantity::text, 'committed_quantity', t.committed_quantity::text,
      'minimum_quantity', t.minimum_quantity::text, 'billed_quantity', billed.quantity::text)),
    'breakdown', price.breakdown,
    'value', price.rated::text,
    'rounding', 'exact')
  from terms as t
  join sales.contract_lines as l
    on l.tenant_id = (select tenancy.current_tenant_id()) and l.id = t.line_id
  cross join lateral (
    select greatest(t.quantity, t.committed_quantity, t.minimum_quantity)::numeric as quantity
  ) as billed
  cross join lateral (
    select sum(step.amount) as rated,
      string_agg(case
          when l.pricing_model in ('flat', 'stairstep') then trim_scale(step.unit_price)::text
          else format('%s x %s', trim_scale(step.quantity), trim_scale(step.unit_price))
        end || case when step.flat_fee <> 0 then format(' + %s', trim_scale(step.flat_fee))
          else '' end, ' + ' order by step.tier) as formula,
      jsonb_agg(jsonb_build_object('tier', step.tier, 'from_quantity', step.from_quantity::text,
        'up_to', step.up_to::text, 'quantity', step.quantity::text,
        'unit_price', step.unit_price::text, 'flat_fee', step.flat_fee::text,
        'amount', step.amount::text) order by step.tier) as breakdown
    from catalog.price_breakdown(l.pricing_model, t.unit_price, t.tiers, t.package_size,
      t.free_units, billed.quantity) as step
  ) as price
$$;
comment on function billing.explain_price is
  E'@behavior -*\nThe price of a version of terms for one interval, exact: the first step.';
grant execute on function billing.explain_price to tenor_viewer;
