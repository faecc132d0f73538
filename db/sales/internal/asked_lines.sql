-- Lines, or the flat form, or only a minimum, which stands behind them all.
create or replace function sales.asked_lines(
  lines sales.contract_line_input[],
  seat_count numeric,
  committed_seats numeric,
  seat_price numeric,
  product_id uuid,
  minimum_commitment sales.minimum_commitment,
  out asked sales.contract_line_input[],
  out pointers text[]
)
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_has_seats boolean := num_nonnulls(seat_count, committed_seats, seat_price, product_id) > 0;
  v_has_minimum boolean := not (minimum_commitment is null);
begin
  if lines is not null and v_has_seats then
    perform kernel.fail('INPUT', 'Give seats or lines, not both.', 'lines');
  elsif cardinality(lines) not between 1 and 500 then
    perform kernel.fail('INPUT', 'A contract has 1 to 500 lines.', 'lines');
  elsif lines is not null then
    asked := lines;
    pointers := array(
      select format('lines/%s', n) from generate_series(0, cardinality(lines) - 1) as n);
  elsif v_has_seats or not v_has_minimum then
    asked := array[sales.seat_line(seat_count, committed_seats, seat_price, product_id)];
    pointers := array['seats'];
  end if;
  if v_has_minimum then
    asked := asked || sales.minimum_line(minimum_commitment);
    pointers := pointers || 'minimum_commitment'::text;
  end if;
end $$;
comment on function sales.asked_lines is
  'All lines that are asked for, in any of their forms, and where each was said.';
