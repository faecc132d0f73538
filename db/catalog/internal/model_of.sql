create or replace function catalog.model_of(pricing_model text)
  returns text
  language sql immutable parallel safe
return case pricing_model
    when 'seat_based' then 'per_unit'
    when 'flat_fee' then 'flat'
    when 'volume_tiered' then 'volume'
    else pricing_model
  end;
comment on function catalog.model_of is
  'A pricing model in our words: seat_based is per_unit, flat_fee flat, volume_tiered volume.';
