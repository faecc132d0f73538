create or replace function sales.contracts_seat_price(contract sales.contracts)
  returns kernel.unit_price
  language sql stable parallel safe
return (sales.seat_terms(contract)).unit_price;
comment on function sales.contracts_seat_price is
  'Unit price of the contract''s first line today, for its price interval.';
grant execute on function sales.contracts_seat_price to tenor_viewer;
