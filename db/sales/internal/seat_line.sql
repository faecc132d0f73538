create or replace function sales.seat_line(
  seat_count numeric, committed_seats numeric, seat_price numeric, product_id uuid
)
  returns sales.contract_line_input
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_line sales.contract_line_input;
begin
  if coalesce(seat_count, committed_seats) is null then
    perform kernel.fail('INPUT', 'Say how many seats, or give lines.', 'seat_count');
  elsif seat_price is null and product_id is null then
    perform kernel.fail('INPUT', 'Say what a seat costs a month, or name a product.', 'seat_price');
  end if;
  v_line.quantity := coalesce(seat_count, committed_seats);
  v_line.committed_quantity := committed_seats;
  v_line.unit_price := seat_price;
  v_line.product_id := product_id;
  v_line.description := case when product_id is null then 'Seats' end;
  return v_line;
end $$;
comment on function sales.seat_line is 'The flat form of a contract, as a line.';
