-- The flat form reads back what it gave: the first line, on the tenant's day, or on the line's
-- first day while it has not begun, or its last when it is over.
create or replace function sales.contracts_seat_count(contract sales.contracts)
  returns kernel.quantity
  language sql stable parallel safe
return (sales.seat_terms(contract)).quantity;
comment on function sales.contracts_seat_count is 'Seats of the contract''s first line today.';
grant execute on function sales.contracts_seat_count to tenor_viewer;
