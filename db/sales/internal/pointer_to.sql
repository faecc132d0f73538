-- A line may have come in another form: what is wrong with it is named as it was said.
create or replace function sales.pointer_to(field text, place text)
  returns text
  language sql immutable security invoker set search_path to ''
as $$
  select case
    when place = 'seats' then case field
      when 'quantity' then 'seat_count'
      when 'committed_quantity' then 'committed_seats'
      when 'unit_price' then 'seat_price'
      else coalesce(field, 'seat_count') end
    when place = 'minimum_commitment' then concat_ws('/', place, case field
      when 'unit_price' then 'amount'
      when 'price_interval' then 'interval' end)
    else concat_ws('/', place, nullif(field, '')) end
$$;
comment on function sales.pointer_to is 'Where a field of a line was said, by the line''s place.';
