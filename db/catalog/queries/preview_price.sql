-- Reads no tenant's row but its currency; definer only because it uses the catalog's internals.
create or replace function catalog.preview_price(
  pricing_model text,
  quantity kernel.quantity,
  unit_price kernel.unit_price default null,
  tiers catalog.tier[] default null,
  volume_tiers catalog.volume_tier_input[] default null,
  package_size kernel.quantity default null,
  free_units kernel.quantity default null,
  currency text default null
)
  returns catalog.price_preview
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_terms catalog.price_terms := catalog.price_terms(
    pricing_model, unit_price, tiers, volume_tiers, package_size, free_units);
  v_currency text := catalog.currency_or_default(currency);
  v_steps catalog.price_step[] := array(
    select step
    from catalog.price_breakdown(v_terms.pricing_model, v_terms.unit_price, v_terms.tiers,
      v_terms.package_size, v_terms.free_units, quantity) as step
    order by step.tier);
begin
  if quantity is null then
    perform kernel.fail('INPUT', 'A quantity is needed.', 'quantity');
  elsif v_steps = '{}' then
    perform kernel.fail('QATAB', 'The quantity lies above the last price tier.', 'quantity');
  end if;
  return (
    v_terms.pricing_model, v_currency, quantity,
    kernel.round_amount((select sum(step.amount) from unnest(v_steps) as step), v_currency),
    v_steps)::catalog.price_preview;
end $$;
comment on function catalog.preview_price is
  'What a quantity would cost under any price terms, rounded, with the steps that lead there.';
grant execute on function catalog.preview_price to tenor_viewer;
