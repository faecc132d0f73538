-- Seats with tiers are priced by volume, their unit price being the list price. What a model does
-- not use is refused rather than ignored.
create or replace function catalog.price_terms(
  pricing_model text,
  unit_price kernel.unit_price default null,
  tiers catalog.tier[] default null,
  volume_tiers catalog.volume_tier_input[] default null,
  package_size kernel.quantity default null,
  free_units kernel.quantity default null,
  price_pointer text default 'unit_price'
)
  returns catalog.price_terms
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_model text := catalog.model_of(pricing_model);
  v_tiers catalog.tier[] := coalesce(tiers, catalog.tiers_of_volume(volume_tiers));
  v_has_tiers boolean := cardinality(coalesce(tiers, '{}')) + cardinality(
    coalesce(volume_tiers, '{}')) > 0;
begin
  if v_model = 'per_unit' and v_has_tiers then
    v_model := 'volume';
  end if;
  perform kernel.fail('INPUT', f.problem, f.pointer)
  from (values
    (v_model is null or v_model not in (
        'flat', 'per_unit', 'volume', 'graduated', 'package', 'stairstep'),
      'A pricing model is flat, per_unit (seat_based), volume, graduated, package or stairstep.',
      'pricing_model'),
    (cardinality(tiers) > 0 and cardinality(volume_tiers) > 0,
      'Give tiers or volume_tiers, not both.', 'volume_tiers'),
    (v_model in ('flat', 'per_unit', 'package') and unit_price is null,
      format('The pricing model %s needs a price.', v_model), price_pointer),
    (v_model in ('flat', 'package') and v_has_tiers,
      format('The pricing model %s has no tiers.', v_model), 'tiers'),
    (v_model in ('volume', 'graduated', 'stairstep') and not v_has_tiers,
      format('The pricing model %s needs tiers.', v_model), 'tiers'),
    (v_model = 'package' and coalesce(package_size, 0) = 0,
      'The pricing model package needs a package size above 0.', 'package_size'),
    (v_model <> 'package' and package_size is not null,
      'Only the pricing model package has a package size.', 'package_size'),
    (v_model <> 'package' and free_units > 0,
      'Only the pricing model package has free units.', 'free_units')
  ) as f (is_wrong, problem, pointer)
  where f.is_wrong;

  if v_has_tiers then
    perform kernel.fail('INPUT', f.problem,
      case when cardinality(tiers) > 0 then 'tiers/' else 'volume_tiers/' end || f.place - 1)
    from catalog.tier_faults(v_tiers) as f;
  else
    v_tiers := null;
  end if;
  return (v_model, unit_price, v_tiers, package_size,
    case when v_model = 'package' then coalesce(free_units, 0) end)::catalog.price_terms;
end $$;
comment on function catalog.price_terms is
  'Checked price terms in our words, from the forms that callers may use; INPUT if they are wrong.';
