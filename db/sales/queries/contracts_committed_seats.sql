create or replace function sales.contracts_committed_seats(contract sales.contracts)
  returns kernel.quantity
  language sql stable parallel safe
return (sales.seat_terms(contract)).committed_quantity;
comment on function sales.contracts_committed_seats is
  'Committed seats of the contract''s first line today.';
grant execute on function sales.contracts_committed_seats to tenor_viewer;
