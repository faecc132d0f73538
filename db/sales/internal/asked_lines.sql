-- Lines, or the flat form, or only a minimum, which stands behind them all.
create or replace function sales.asked_lines(
  lines sales.contract_line_input[],
  seat_count numeric,
  committed_seats numeric,
  seat_price numeric,
  product_id uuid,
  minimum sales.contract_line_input
)
  returns sales.contract_line_input[]
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_has_seats boolean := num_nonnulls(seat_count, committed_seats, seat_price, product_id) > 0;
  v_lines sales.contract_line_input[] := lines;
begin
  if lines is not null and v_has_seats then
    perform kernel.fail('INPUT', 'Give seats or lines, not both.', 'lines');
  elsif lines is null and (v_has_seats or minimum.pricing_model is null) then
    v_lines := array[sales.seat_line(seat_count, committed_seats, seat_price, product_id)];
  elsif cardinality(lines) not between 1 and 500 then
    perform kernel.fail('INPUT', 'A contract has 1 to 500 lines.', 'lines');
  end if;
  return case when minimum.pricing_model is null then v_lines else v_lines || minimum end;
end $$;
comment on function sales.asked_lines is 'All lines that are asked for, in any of their forms.';
