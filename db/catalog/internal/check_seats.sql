-- Fewer than the minimum are not refused: the minimum is billed.
create or replace function catalog.check_seats(
  product_id uuid, seats numeric, pointer text default 'quantity'
)
  returns void
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_product catalog.products := catalog.find_product(product_id);
begin
  if seats > v_product.max_seats then
    perform kernel.fail('SEATS',
      format('%s is sold for at most %s seats.', v_product.name, v_product.max_seats), pointer);
  elsif v_product.seat_increment > 1 and mod(seats, v_product.seat_increment) <> 0 then
    perform kernel.fail('SEATS',
      format('%s is sold in steps of %s seats.', v_product.name, v_product.seat_increment),
      pointer);
  end if;
end $$;
comment on function catalog.check_seats is 'Refuses seats above the maximum or off the increment.';
