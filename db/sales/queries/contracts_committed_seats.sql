create or replace function sales.contracts_committed_seats(contract sales.contracts)
  returns kernel.quantity
  language sql stable security invoker set search_path to ''
as $$
  select t.committed_quantity from sales.seat_terms(contract) as t
$$;
comment on function sales.contracts_committed_seats is
  'Committed seats of the contract''s first line today.';
grant execute on function sales.contracts_committed_seats to tenor_viewer;
